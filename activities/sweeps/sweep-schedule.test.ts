import { expect, test } from "vitest";
import { sweepScheduleOf } from "./sweep-schedule.ts";

const place = (account: string) => ({ cell: "local", account, region: "north" });

test("sweepScheduleOf() is the same for the same place", () => {
  const schedule = sweepScheduleOf(place("1"), 900_000);
  expect(sweepScheduleOf(place("1"), 900_000)).toEqual(schedule);
  expect(schedule).toMatchObject({ id: "sweep/local/1/north", everyMs: 900_000, jitterMs: 90_000 });
});

test("sweepScheduleOf() spreads places over the span, by whole seconds", () => {
  const offsets = Array.from(
    { length: 100 },
    (_, account) => sweepScheduleOf(place(String(account)), 900_000).offsetMs,
  );
  expect(offsets.every((offset) => offset >= 0 && offset < 900_000 && offset % 1_000 === 0)).toBe(true);
  expect(new Set(offsets.map((offset) => Math.floor(offset / 90_000))).size).toBe(10);
});

test("sweepScheduleOf() of a short span needs no jitter", () => {
  expect(sweepScheduleOf(place("1"), 5_000)).toMatchObject({ everyMs: 5_000, jitterMs: 0 });
});

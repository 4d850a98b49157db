import { expect, test } from "vitest";
import { latePlaces, type SweptPlace } from "./late-places.ts";

const place = (account: string, swept: Pick<SweptPlace, "lookedAt" | "triedAt">): SweptPlace => ({
  cell: "local",
  account,
  region: "north",
  ...swept,
});
const at = { everyMs: 60_000, nowMs: 10_000_000 };
const ago = (minutes: number) => at.nowMs - minutes * 60_000;

test("latePlaces() says nothing of places that were looked at within three spans, nor of new ones", () => {
  expect(
    latePlaces([place("1", { lookedAt: ago(3) }), place("2", {}), place("3", { triedAt: ago(1) })], at),
  ).toBeUndefined();
});

test("latePlaces() tells for how long a place was not looked at, the oldest first", () => {
  const places = [place("1", { lookedAt: ago(4) }), place("2", { lookedAt: ago(90), triedAt: ago(500) })];
  expect(latePlaces(places, at)).toBe("not looked at for drift: local, 2, north for 90 min; local, 1, north for 4 min");
});

test("latePlaces() counts a place that no sweep could look at from its first try", () => {
  expect(latePlaces([place("1", { triedAt: ago(5) })], at)).toContain("local, 1, north for 5 min");
});

test("latePlaces() shows three", () => {
  const places = ["1", "2", "3", "4", "5"].map((account) => place(account, { lookedAt: ago(5) }));
  expect(latePlaces(places, at)).toMatch(/; and 2 more$/);
});

test("latePlaces() takes a clock that was set back for no age", () => {
  expect(latePlaces([place("1", { lookedAt: at.nowMs + 3_600_000 })], at)).toBeUndefined();
});

import { expect, test } from "vitest";
import { rruleTemporalCalendar } from "../adapters/calendar/rrule-temporal-calendar.ts";
import { SleepCalendar } from "./schema/sleep.ts";
import { sleepOf } from "./sleep-of.ts";

const calendar = rruleTemporalCalendar();
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const nights = { days: WEEKDAYS, from: "20:00", to: "07:00" };
const weekend = { days: ["saturday", "sunday"] };
const at = (now: string, times: unknown = [nights, weekend], timeZone = "Europe/Berlin") => {
  const { isOn, changesAt } = sleepOf(calendar, SleepCalendar.parse({ timeZone, times }), Date.parse(now));
  return { isOn, changesAt: changesAt === undefined ? undefined : new Date(changesAt).toISOString() };
};

test.each([
  { name: "in the afternoon", now: "2026-11-25T15:00:00Z", isOn: false, changesAt: "2026-11-25T19:00:00.000Z" },
  {
    name: "at the minute it falls asleep",
    now: "2026-11-25T19:00:00Z",
    isOn: true,
    changesAt: "2026-11-26T06:00:00.000Z",
  },
  { name: "after midnight", now: "2026-11-26T01:00:00Z", isOn: true, changesAt: "2026-11-26T06:00:00.000Z" },
  { name: "at the minute it wakes", now: "2026-11-26T06:00:00Z", isOn: false, changesAt: "2026-11-26T19:00:00.000Z" },
  // The gap between 07:00 and midnight of Saturday does not touch the weekend.
  {
    name: "on a Sunday, into which Friday's night does not reach",
    now: "2026-11-29T12:00:00Z",
    isOn: true,
    changesAt: "2026-11-29T23:00:00.000Z",
  },
])("an environment of nights and weekends $name", ({ now, isOn, changesAt }) => {
  expect(at(now)).toEqual({ isOn, changesAt });
});

test("spans that touch are one: nights of seven days and the days of a weekend", () => {
  const times = [
    { days: [...WEEKDAYS, "saturday", "sunday"], from: "20:00", to: "07:00" },
    { days: ["saturday", "sunday"], from: "07:00", to: "20:00" },
  ];
  expect(at("2026-11-28T12:00:00Z", times)).toEqual({ isOn: true, changesAt: "2026-11-30T06:00:00.000Z" });
});

test("it wakes at its wall-clock time in the night in which clocks are changed", () => {
  const times = [{ days: ["saturday"], from: "20:00", to: "07:00" }];
  expect(at("2026-10-24T22:00:00Z", times)).toEqual({ isOn: true, changesAt: "2026-10-25T06:00:00.000Z" });
  expect(at("2026-03-28T22:00:00Z", times)).toEqual({ isOn: true, changesAt: "2026-03-29T05:00:00.000Z" });
});

test("a zone that nobody knows lets nothing sleep", () => {
  expect(at("2026-11-26T01:00:00Z", [nights], "Nowhere/Town")).toEqual({ isOn: false, changesAt: undefined });
});

import { expect, test } from "vitest";
import type { WindowTimes } from "./port.ts";
import { rruleTemporalCalendar } from "./rrule-temporal-calendar.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const recurring = (
  rule: string,
  start: string,
  { duration = "2h", except = [] }: { duration?: string; except?: string[] } = {},
) => ({
  timeZone: "Europe/Berlin",
  recurrence: { rule, start, duration, except },
});

test.each([
  { name: "a day that no month has", rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", part: "no start" },
  { name: "an end before its start", rule: "FREQ=HOURLY;UNTIL=20200101T000000Z", part: "before UNTIL" },
  {
    name: "a count that it reaches in a hundred years",
    rule: "FREQ=YEARLY;COUNT=100",
    part: "is not reached in 10 years",
  },
  { name: "a count of starts that never come", rule: "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", part: "no start" },
])("check() refuses a rule with $name", ({ rule, part }) => {
  const problems = rruleTemporalCalendar().check(recurring(rule, "2026-12-04T16:00"), now);
  expect(problems).toEqual([
    { severity: "error", pointer: "/recurrence/rule", message: expect.stringContaining(part) },
  ]);
});

test("check() refuses a rule whose every start is left out", () => {
  const except = ["2026-12-04T16:00", "2026-12-05T16:00"];
  const problems = rruleTemporalCalendar().check(recurring("FREQ=DAILY;COUNT=2", "2026-12-04T16:00", { except }), now);
  expect(problems).toMatchObject([{ severity: "error", pointer: "/recurrence/rule" }]);
  expect(problems[0]?.message).toContain("not left out");
});

test.each([
  { rule: "FREQ=DAILY", duration: "1d", opens: false },
  { rule: "FREQ=DAILY", duration: "25h", opens: false },
  // On the day of 25 hours it opens for one.
  { rule: "FREQ=DAILY", duration: "24h", opens: true },
  { rule: "FREQ=HOURLY", duration: "1h", opens: false },
  { rule: "FREQ=HOURLY", duration: "59m", opens: true },
  { rule: "FREQ=WEEKLY", duration: "7d", opens: false },
  { rule: "FREQ=WEEKLY", duration: "6d", opens: true },
  { rule: "FREQ=WEEKLY;BYDAY=MO,WE,FR", duration: "3d", opens: false },
  { rule: "FREQ=MONTHLY", duration: "31d", opens: false },
  { rule: "FREQ=MONTHLY", duration: "30d", opens: true },
  { rule: "FREQ=YEARLY", duration: "366d", opens: false },
  { rule: "FREQ=DAILY;COUNT=30", duration: "1d", opens: true },
  { rule: "FREQ=DAILY;UNTIL=20400101", duration: "1d", opens: true },
])("check() of $rule for $duration says whether it ever opens: $opens", ({ rule, duration, opens }) => {
  const problems = rruleTemporalCalendar().check(recurring(rule, "2026-12-04T16:00", { duration }), now);
  if (opens) expect(problems).toEqual([]);
  else
    expect(problems).toEqual([
      { severity: "error", pointer: "/recurrence", message: expect.stringContaining("it never opens") },
    ]);
});

test("check() sees that a rule never opens from now on, though it left gaps before", () => {
  const times = recurring("FREQ=DAILY", "2026-10-01T00:00", { duration: "1d", except: ["2026-10-05T00:00"] });
  expect(rruleTemporalCalendar().check(times, Date.parse("2026-10-01T00:00:00Z"))).toEqual([]);
  expect(rruleTemporalCalendar().check(times, now)).toMatchObject([{ severity: "error", pointer: "/recurrence" }]);
});

test.each<{ name: string; times: WindowTimes; pointer: string }>([
  { name: "whose end has passed", times: { to: "2026-11-21T12:00:00Z" }, pointer: "/to" },
  {
    name: "whose last start has passed",
    times: recurring("FREQ=DAILY;COUNT=2", "2026-10-04T16:00"),
    pointer: "/recurrence",
  },
  {
    name: "whose UNTIL has passed",
    times: recurring("FREQ=DAILY;UNTIL=20261120", "2026-10-04T16:00"),
    pointer: "/recurrence",
  },
])("check() warns of a window $name, and does not refuse it", ({ times, pointer }) => {
  expect(rruleTemporalCalendar().check(times, now)).toEqual([
    { severity: "warning", pointer, message: expect.stringContaining("is over") },
  ]);
});

test.each<{ name: string; times: WindowTimes }>([
  { name: "holds for one more millisecond", times: { to: "2026-11-21T12:00:00.001Z" } },
  { name: "stops the line", times: {} },
  { name: "begins in a hundred years", times: recurring("FREQ=YEARLY", "2126-12-04T16:00") },
  { name: "holds now for the last time", times: recurring("FREQ=DAILY;COUNT=1", "2026-11-21T12:00") },
  { name: "is written in small letters", times: recurring("rrule:freq=weekly;byday=fr", "2026-12-04T16:00") },
])("check() has nothing against a window that $name", ({ times }) => {
  expect(rruleTemporalCalendar().check(times, now)).toEqual([]);
});

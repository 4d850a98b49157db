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

test.each<{ name: string; times: WindowTimes; pointer: string; part: string }>([
  {
    name: "an unknown time zone",
    times: { timeZone: "Berlin" },
    pointer: "/timeZone",
    part: 'did you mean "Europe/Berlin"?',
  },
  { name: "an offset for a time zone", times: { timeZone: "+01:00" }, pointer: "/timeZone", part: "IANA name" },
  {
    name: "a date with a zone for a time zone",
    times: { timeZone: "2020-01-01T00:00Z[Europe/Berlin]" },
    pointer: "/timeZone",
    part: "no time zone",
  },
  { name: "a day without a time", times: { from: "2026-12-20" }, pointer: "/from", part: "2026-12-20T00:00" },
  { name: "a 31st of November", times: { to: "2026-11-31T00:00" }, pointer: "/to", part: "no day of the calendar" },
  { name: "a year far away", times: { to: "2926-11-30T00:00" }, pointer: "/to", part: "1970 to 2199" },
  { name: "an hour 24", times: { to: "2026-11-30T24:00" }, pointer: "/to", part: "is no time" },
  {
    name: "an end at its start",
    times: { from: "2026-12-20T00:00Z", to: "2026-12-20T01:00+01:00" },
    pointer: "/to",
    part: "later than",
  },
  {
    name: "a recurrence with an end of its own",
    times: { to: "2026-12-20T00:00Z", ...recurring("FREQ=DAILY", "2026-12-04T16:00") },
    pointer: "/recurrence",
    part: "not both",
  },
  {
    name: "a start with an offset",
    times: recurring("FREQ=DAILY", "2026-12-04T16:00Z"),
    pointer: "/recurrence/start",
    part: "has an offset",
  },
  {
    name: "a duration in weeks",
    times: recurring("FREQ=DAILY", "2026-12-04T16:00", { duration: "2w" }),
    pointer: "/recurrence/duration",
    part: "is no duration",
  },
  {
    name: "a duration of nothing",
    times: recurring("FREQ=DAILY", "2026-12-04T16:00", { duration: "0h" }),
    pointer: "/recurrence/duration",
    part: "nothing",
  },
  {
    name: "a duration of two years",
    times: recurring("FREQ=YEARLY", "2026-12-04T16:00", { duration: "730d" }),
    pointer: "/recurrence/duration",
    part: "at most 366 days",
  },
  {
    name: "an hourly rule for eight days",
    times: recurring("FREQ=HOURLY", "2026-12-04T16:00", { duration: "8d" }),
    pointer: "/recurrence/duration",
    part: "at most 7 days",
  },
  {
    name: "a start to leave out that is no time",
    times: recurring("FREQ=DAILY", "2026-12-04T16:00", { except: ["2026-12-05T16:00", "Friday"] }),
    pointer: "/recurrence/except/1",
    part: "is no time",
  },
])("check() refuses $name", ({ times, pointer, part }) => {
  const [problem, ...others] = rruleTemporalCalendar().check(times, now);
  expect(problem).toMatchObject({ severity: "error", pointer, message: expect.stringContaining(part) });
  expect(others).toEqual([]);
});

test.each([
  { rule: "hello", part: "is no part of a rule" },
  { rule: "", part: "is no part of a rule" },
  { rule: "BYDAY=MO", part: "FREQ is missing" },
  { rule: "FRQ=DAILY", part: 'did you mean "FREQ"?' },
  { rule: "FREQ=DAYLY", part: 'did you mean "DAILY"?' },
  { rule: "FREQ=SECONDLY", part: "at most once an hour" },
  { rule: "FREQ=MINUTELY;INTERVAL=90", part: "at most once an hour" },
  { rule: "FREQ=DAILY;BYSECOND=0,30", part: "at most once an hour" },
  { rule: "FREQ=DAILY;BYMINUTE=0,30", part: "at most one number" },
  { rule: "FREQ=DAILY;BYHOUR=1,2,3,4,5", part: "at most 4 numbers" },
  { rule: "FREQ=DAILY;BYHOUR=24", part: 'takes 0 to 23, not "24"' },
  { rule: "FREQ=DAILY;BYHOUR=-1", part: 'not "-1"' },
  { rule: "FREQ=MONTHLY;BYMONTHDAY=0", part: 'not "0"' },
  { rule: "FREQ=MONTHLY;BYMONTHDAY=-32", part: 'not "-32"' },
  { rule: "FREQ=WEEKLY;BYDAY=FX", part: "BYDAY=FX is not understood" },
  { rule: "FREQ=WEEKLY;BYDAY=2FR", part: "FREQ is MONTHLY or YEARLY" },
  { rule: "FREQ=WEEKLY;BYMONTHDAY=1", part: "FREQ is WEEKLY" },
  { rule: "FREQ=DAILY;BYDAY=MO,TU;BYSETPOS=1", part: "BYSETPOS goes with" },
  { rule: "FREQ=WEEKLY;BYDAY=MO,TU;BYHOUR=1,2;BYSETPOS=1", part: "BYSETPOS picks days" },
  { rule: "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1,-3", part: "BYSETPOS=-3 picks nothing" },
  { rule: "FREQ=YEARLY;BYWEEKNO=1;BYYEARDAY=2", part: "exclude each other" },
  { rule: "FREQ=DAILY;INTERVAL=0", part: "INTERVAL takes 1 to 1000" },
  { rule: "FREQ=DAILY;COUNT=1001", part: "COUNT takes 1 to 1000" },
  { rule: "FREQ=DAILY;COUNT=2;UNTIL=20270101", part: "exclude each other" },
  { rule: "FREQ=DAILY;UNTIL=20270231", part: "no day or time" },
  { rule: "FREQ=DAILY;UNTIL=tomorrow", part: "is not understood" },
  { rule: "FREQ=DAILY;FREQ=WEEKLY", part: "given twice" },
  { rule: "FREQ=DAILY;DTSTART=20260101", part: "is no part of a rule" },
  { rule: "FREQ=DAILY\nEXDATE:20260101T000000Z", part: "is not understood" },
  { rule: "FREQ=YEARLY;RSCALE=HEBREW", part: "is no part of a rule" },
])("check() refuses the rule $rule", ({ rule, part }) => {
  const problems = rruleTemporalCalendar().check(recurring(rule, "2026-12-04T16:00"), now);
  expect(problems).toEqual([
    { severity: "error", pointer: "/recurrence/rule", message: expect.stringContaining(part) },
  ]);
});

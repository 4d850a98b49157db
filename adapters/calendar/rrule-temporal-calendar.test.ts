import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { FREEZE_HORIZON_MS } from "../../domain/freeze.ts";
import type { WindowTimes } from "./port.ts";
import { rruleTemporalCalendar } from "./rrule-temporal-calendar.ts";

const at = Date.parse;
const now = at("2026-11-21T12:00:00Z");
const recurring = (
  rule: string,
  start: string,
  { duration = "2h", except = [] }: { duration?: string; except?: string[] } = {},
) => ({
  timeZone: "Europe/Berlin",
  recurrence: { rule, start, duration, except },
});

/** Spans as instants, `…` for an open side. */
function spansOf(times: WindowTimes, from: string, to: string): readonly string[] {
  const text = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString().replace(".000", "") : "…");
  return rruleTemporalCalendar()
    .spans(times, at(from), at(to))
    .map(({ startMs, endMs }) => `${text(startMs)} to ${text(endMs)}`);
}

test.each<{ name: string; times: WindowTimes; from?: string; to?: string; want: readonly string[] }>([
  {
    name: "holds from one instant to another, both with an offset",
    times: { from: "2026-12-20T00:00:00Z", to: "2027-01-04T08:00:00+01:00" },
    want: ["2026-12-20T00:00:00Z to 2027-01-04T07:00:00Z"],
  },
  {
    name: "reads times without an offset in its time zone",
    times: { timeZone: "America/New_York", from: "2026-12-20T00:00", to: "2027-01-04T00:00" },
    want: ["2026-12-20T05:00:00Z to 2027-01-04T05:00:00Z"],
  },
  {
    name: "without a time zone reads them in UTC",
    times: { from: "2026-12-20T00:00" },
    want: ["2026-12-20T00:00:00Z to …"],
  },
  {
    name: "without an end holds until it is lifted",
    times: { from: "2026-12-20T00:00:00.250Z" },
    want: ["2026-12-20T00:00:00.250Z to …"],
  },
  { name: "without a start holds already", times: { to: "2026-12-20T00:00:00Z" }, want: ["… to 2026-12-20T00:00:00Z"] },
  { name: "with neither stops the line", times: {}, want: ["… to …"] },
  {
    name: "freezes fourteen days over a change of the clock, to the same wall-clock time",
    times: recurring("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=20", "2026-03-20T18:00", { duration: "14d" }),
    from: "2026-01-01T00:00:00Z",
    to: "2026-12-31T00:00:00Z",
    want: ["2026-03-20T17:00:00Z to 2026-04-03T16:00:00Z"],
  },
  {
    name: "counts hours as elapsed time over a change of the clock",
    times: recurring("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=28", "2026-03-28T18:00", { duration: "24h" }),
    from: "2026-01-01T00:00:00Z",
    to: "2026-12-31T00:00:00Z",
    want: ["2026-03-28T17:00:00Z to 2026-03-29T17:00:00Z"],
  },
  {
    name: "keeps the wall-clock time of its starts when the clock goes forward",
    times: recurring("FREQ=WEEKLY;BYDAY=FR", "2026-03-20T16:00", { duration: "62h" }),
    from: "2026-03-20T00:00:00Z",
    to: "2026-04-05T00:00:00Z",
    want: [
      "2026-03-20T15:00:00Z to 2026-03-23T05:00:00Z",
      "2026-03-27T15:00:00Z to 2026-03-30T05:00:00Z",
      "2026-04-03T14:00:00Z to 2026-04-06T04:00:00Z",
    ],
  },
  {
    name: "moves a start that is skipped forward by what was skipped, and leaves none out",
    times: recurring("FREQ=DAILY;COUNT=3", "2026-03-28T02:30", { duration: "1h" }),
    from: "2026-03-01T00:00:00Z",
    to: "2026-04-30T00:00:00Z",
    want: [
      "2026-03-28T01:30:00Z to 2026-03-28T02:30:00Z",
      "2026-03-29T01:30:00Z to 2026-03-29T02:30:00Z",
      "2026-03-30T00:30:00Z to 2026-03-30T01:30:00Z",
    ],
  },
  {
    name: "starts at the first of two equal wall-clock times",
    times: recurring("FREQ=DAILY;COUNT=1", "2026-10-25T02:30", { duration: "30m" }),
    from: "2026-10-01T00:00:00Z",
    to: "2026-10-31T00:00:00Z",
    want: ["2026-10-25T00:30:00Z to 2026-10-25T01:00:00Z"],
  },
  {
    name: "reads a single time that is skipped, and one that comes twice, in the same way",
    times: { timeZone: "Europe/Berlin", from: "2026-03-29T02:30", to: "2026-10-25T02:30" },
    want: ["2026-03-29T01:30:00Z to 2026-10-25T00:30:00Z"],
    from: "2026-01-01T00:00:00Z",
  },
  {
    name: "follows a clock that is changed by half an hour",
    times: {
      timeZone: "Australia/Lord_Howe",
      recurrence: { rule: "FREQ=DAILY;COUNT=2", start: "2026-10-03T02:15", duration: "1d" },
    },
    from: "2026-10-01T00:00:00Z",
    to: "2026-10-10T00:00:00Z",
    want: ["2026-10-02T15:45:00Z to 2026-10-04T15:15:00Z"],
  },
  {
    name: "leaves out a day that a zone left out",
    times: {
      timeZone: "Pacific/Apia",
      recurrence: { rule: "FREQ=DAILY;COUNT=3", start: "2011-12-29T10:00", duration: "1h" },
    },
    from: "2011-12-01T00:00:00Z",
    to: "2012-01-10T00:00:00Z",
    want: ["2011-12-29T20:00:00Z to 2011-12-29T21:00:00Z", "2011-12-30T20:00:00Z to 2011-12-30T21:00:00Z"],
  },
  {
    name: "joins windows that follow at once, over a day of 25 hours",
    times: recurring("FREQ=DAILY;UNTIL=20261026T120000", "2026-10-24T00:00", { duration: "1d" }),
    from: "2026-10-01T00:00:00Z",
    to: "2026-11-10T00:00:00Z",
    want: ["2026-10-23T22:00:00Z to 2026-10-26T23:00:00Z"],
  },
  {
    name: "of a day of 25 hours leaves the last one open when it freezes 24 hours a day",
    times: recurring("FREQ=DAILY;COUNT=2", "2026-10-25T00:00", { duration: "24h" }),
    from: "2026-10-01T00:00:00Z",
    to: "2026-11-10T00:00:00Z",
    want: ["2026-10-24T22:00:00Z to 2026-10-25T22:00:00Z", "2026-10-25T23:00:00Z to 2026-10-26T23:00:00Z"],
  },
  {
    name: "in an hour that comes twice starts twice when it is hourly",
    times: recurring("FREQ=HOURLY;COUNT=3", "2026-10-25T01:00", { duration: "30m" }),
    from: "2026-10-24T00:00:00Z",
    to: "2026-10-26T00:00:00Z",
    want: [
      "2026-10-24T23:00:00Z to 2026-10-24T23:30:00Z",
      "2026-10-25T00:00:00Z to 2026-10-25T00:30:00Z",
      "2026-10-25T01:00:00Z to 2026-10-25T01:30:00Z",
      "2026-10-25T02:00:00Z to 2026-10-25T02:30:00Z",
    ],
  },
  {
    name: "comes on leap days only where the rule says so",
    times: recurring("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29T00:00", { duration: "1d" }),
    from: "2027-12-01T00:00:00Z",
    to: "2028-12-01T00:00:00Z",
    want: ["2028-02-28T23:00:00Z to 2028-02-29T23:00:00Z"],
  },
  {
    name: "on the last Monday of a month",
    times: recurring("FREQ=MONTHLY;BYDAY=-1MO", "2026-01-26T09:00", { duration: "8h" }),
    from: "2026-11-01T00:00:00Z",
    to: "2027-01-01T00:00:00Z",
    want: ["2026-11-30T08:00:00Z to 2026-11-30T16:00:00Z", "2026-12-28T08:00:00Z to 2026-12-28T16:00:00Z"],
  },
  {
    name: "leaves out the starts that it names",
    times: recurring("FREQ=WEEKLY", "2026-12-04T16:00", { except: ["2026-12-11T16:00"] }),
    from: "2026-12-01T00:00:00Z",
    to: "2026-12-20T00:00:00Z",
    want: ["2026-12-04T15:00:00Z to 2026-12-04T17:00:00Z", "2026-12-18T15:00:00Z to 2026-12-18T17:00:00Z"],
  },
  {
    name: "starts at the instant of UNTIL, and not after it",
    times: recurring("FREQ=WEEKLY;UNTIL=20261211T150000Z", "2026-12-04T16:00"),
    from: "2026-12-01T00:00:00Z",
    to: "2027-01-20T00:00:00Z",
    want: ["2026-12-04T15:00:00Z to 2026-12-04T17:00:00Z", "2026-12-11T15:00:00Z to 2026-12-11T17:00:00Z"],
  },
  {
    name: "compares UNTIL by instant, in an hour that comes twice, too",
    times: recurring("FREQ=DAILY;UNTIL=20261025T011000Z", "2026-10-24T02:30"),
    from: "2026-10-01T00:00:00Z",
    to: "2026-10-31T00:00:00Z",
    want: ["2026-10-24T00:30:00Z to 2026-10-24T02:30:00Z", "2026-10-25T00:30:00Z to 2026-10-25T02:30:00Z"],
  },
  {
    name: "takes an UNTIL on the wall clock that comes twice for the second",
    times: recurring("FREQ=HOURLY;UNTIL=20261025T020000", "2026-10-25T01:00", { duration: "10m" }),
    from: "2026-10-01T00:00:00Z",
    to: "2026-10-31T00:00:00Z",
    want: [
      "2026-10-24T23:00:00Z to 2026-10-24T23:10:00Z",
      "2026-10-25T00:00:00Z to 2026-10-25T00:10:00Z",
      "2026-10-25T01:00:00Z to 2026-10-25T01:10:00Z",
    ],
  },
  {
    name: "takes a day of UNTIL to its end on the wall clock",
    times: recurring("FREQ=DAILY;UNTIL=20261205", "2026-12-04T23:30", { duration: "10m" }),
    from: "2026-12-01T00:00:00Z",
    to: "2027-01-20T00:00:00Z",
    want: ["2026-12-04T22:30:00Z to 2026-12-04T22:40:00Z", "2026-12-05T22:30:00Z to 2026-12-05T22:40:00Z"],
  },
  {
    name: "finds a long window that began long before",
    times: recurring("FREQ=YEARLY", "2025-01-02T00:00", { duration: "360d" }),
    from: "2026-12-20T00:00:00Z",
    to: "2026-12-21T00:00:00Z",
    want: ["2026-01-01T23:00:00Z to 2026-12-27T23:00:00Z"],
  },
])("a window $name", ({ times, from = "2026-12-01T00:00:00Z", to = "2027-01-10T00:00:00Z", want }) => {
  expect(
    rruleTemporalCalendar()
      .check(times, at(from))
      .filter(({ severity }) => severity === "error"),
  ).toEqual([]);
  expect(spansOf(times, from, to)).toEqual(want);
});

test("spans() gives a window at the instants it holds, from its first to the one before its end", () => {
  const times = { from: "2026-12-20T00:00:00Z", to: "2026-12-21T00:00:00Z" };
  const calendar = rruleTemporalCalendar();
  const countIn = (fromMs: number, toMs: number) => calendar.spans(times, fromMs, toMs).length;
  const [startMs, endMs] = [at(times.from), at(times.to)];
  expect(countIn(startMs - 1, startMs)).toBe(0);
  expect(countIn(startMs, startMs + 1)).toBe(1);
  expect(countIn(endMs - 1, endMs)).toBe(1);
  expect(countIn(endMs, endMs + 1)).toBe(0);
});

test("spans() of a recurrence keeps its first and its last instant, too", () => {
  const times = recurring("FREQ=WEEKLY", "2026-12-04T16:00");
  const calendar = rruleTemporalCalendar();
  const countIn = (fromMs: number, toMs: number) => calendar.spans(times, fromMs, toMs).length;
  const [startMs, endMs] = [at("2026-12-04T15:00:00Z"), at("2026-12-04T17:00:00Z")];
  expect(countIn(startMs - 1, startMs)).toBe(0);
  expect(countIn(startMs, startMs + 1)).toBe(1);
  expect(countIn(endMs - 1, endMs)).toBe(1);
  expect(countIn(endMs, endMs + 1)).toBe(0);
});

test("spans() answers the same when it is asked again later the same day, and for another window", () => {
  const calendar = rruleTemporalCalendar();
  const [weekly, daily] = [recurring("FREQ=WEEKLY", "2026-12-04T16:00"), recurring("FREQ=DAILY", "2026-12-04T16:00")];
  for (const times of [weekly, daily, weekly])
    for (const fromMs of [now, now + 3_600_000])
      expect(calendar.spans(times, fromMs, fromMs + FREEZE_HORIZON_MS)).toEqual(
        rruleTemporalCalendar().spans(times, fromMs, fromMs + FREEZE_HORIZON_MS),
      );
});

test("spans() refuses times that cannot be read, with their problems", () => {
  const refused = () => rruleTemporalCalendar().spans({ from: "soon" }, now, now + 1);
  expect(refused).toThrow(OrchestratorError);
  expect(refused).toThrow(
    expect.objectContaining({ code: "FREEZE_INVALID", message: expect.stringContaining("/from") }),
  );
});

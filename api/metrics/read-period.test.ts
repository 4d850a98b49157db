import { expect, test } from "vitest";
import { readPeriod } from "./read-period.ts";

const NOW = Date.UTC(2026, 10, 21, 8);
const DAY_MS = 86_400_000;
const ago = (days: number) => NOW - days * DAY_MS;

test.each([
  { name: "the last 30 days by default", since: undefined, until: undefined, fromMs: ago(30), toMs: NOW },
  { name: "how long ago", since: "7d", until: "12h", fromMs: ago(7), toMs: ago(0.5) },
  {
    name: "instants",
    since: "2026-11-01T00:00:00Z",
    until: "2026-11-20T10:00:00+02:00",
    fromMs: ago(20) - DAY_MS / 3,
    toMs: ago(1),
  },
  { name: "30 days before its end", since: undefined, until: "10d", fromMs: ago(40), toMs: ago(10) },
  { name: "without the future", since: "1d", until: "2027-01-01T00:00:00Z", fromMs: ago(1), toMs: NOW },
  { name: "a year at most", since: "366d", until: undefined, fromMs: ago(366), toMs: NOW },
])("a period is $name", ({ since, until, fromMs, toMs }) => {
  expect(readPeriod({ since, until }, NOW)).toEqual({ fromMs, toMs });
});

test.each([
  { name: "no time", since: "soon", until: undefined, says: "query/since: an instant" },
  { name: "a day without its time", since: undefined, until: "2026-11-01", says: "query/until: an instant" },
  { name: "a day that is not there", since: "2026-13-01T00:00:00Z", until: undefined, says: "query/since: an instant" },
  { name: "an end before its start", since: "1d", until: "2d", says: "before until" },
  { name: "nothing at all", since: "1d", until: "1d", says: "before until" },
  { name: "the future", since: "2027-01-01T00:00:00Z", until: undefined, says: "in the past" },
  { name: "more than a year", since: "367d", until: undefined, says: "at most 366 days" },
])("a period that is $name is refused", ({ since, until, says }) => {
  expect(() => readPeriod({ since, until }, NOW)).toThrow(
    expect.objectContaining({ code: "REQUEST_INVALID", message: expect.stringContaining(says) }),
  );
});

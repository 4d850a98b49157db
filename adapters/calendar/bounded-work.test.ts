import fc from "fast-check";
import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { FREEZE_HORIZON_MS } from "../../domain/freeze.ts";
import type { Calendar, WindowTimes } from "./port.ts";
import { readWindow } from "./read-window.ts";
import { rruleTemporalCalendar } from "./rrule-temporal-calendar.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const LIMIT_MS = 100;
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_unused, index) => from + index).join(",");
const everyDay = "BYDAY=MO,TU,WE,TH,FR,SA,SU";

/** Processor time of this thread, so that a busy machine changes nothing. */
function costMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** What a check and a question for spans cost; of up to three runs the least, since the first ones compile code. */
function askAll(times: WindowTimes): { readonly check: number; readonly spans: number } {
  const least = { check: Infinity, spans: Infinity };
  for (let run = 0; run < 3 && Math.max(least.check, least.spans) >= LIMIT_MS; run++) {
    const calendar = rruleTemporalCalendar();
    least.check = Math.min(
      least.check,
      costMs(() => calendar.check(times, now)),
    );
    least.spans = Math.min(
      least.spans,
      costMs(() => spansOrRefusal(calendar, times)),
    );
  }
  return least;
}

function spansOrRefusal(calendar: Calendar, times: WindowTimes): unknown {
  try {
    return calendar.spans(times, now, now + FREEZE_HORIZON_MS);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return error.code;
  }
}

test.each([
  "FREQ=SECONDLY",
  "FREQ=MINUTELY;UNTIL=21990101T000000Z",
  `FREQ=DAILY;BYHOUR=${numbers(0, 23)};BYMINUTE=${numbers(0, 59)};BYSECOND=${numbers(0, 59)}`,
  "FREQ=HOURLY",
  "FREQ=HOURLY;COUNT=1000",
  "FREQ=HOURLY;COUNT=1000000000",
  "FREQ=HOURLY;UNTIL=20500101T000000Z",
  "FREQ=HOURLY;INTERVAL=24;BYHOUR=3",
  "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=DAILY",
  "FREQ=DAILY;COUNT=1000",
  "FREQ=DAILY;BYHOUR=0,6,12,18",
  "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=DAILY;COUNT=1000;BYMONTH=2;BYMONTHDAY=30",
  `FREQ=WEEKLY;${everyDay};BYHOUR=0,6,12,18`,
  `FREQ=WEEKLY;${everyDay};BYSETPOS=366`,
  "FREQ=WEEKLY;BYDAY=MO;BYMONTH=2;BYSETPOS=4",
  `FREQ=MONTHLY;${everyDay};BYHOUR=0,6,12,18`,
  `FREQ=MONTHLY;${everyDay};BYSETPOS=366`,
  "FREQ=MONTHLY;COUNT=1000",
  `FREQ=YEARLY;${everyDay};BYHOUR=0,6,12,18`,
  `FREQ=YEARLY;BYYEARDAY=${numbers(1, 100)};BYHOUR=0,6,12,18`,
  `FREQ=YEARLY;BYMONTHDAY=${numbers(1, 31)};BYHOUR=0,6,12,18`,
  `FREQ=YEARLY;BYWEEKNO=${numbers(1, 20)};${everyDay};BYHOUR=0,6,12,18`,
  "FREQ=YEARLY;INTERVAL=1000",
  `FREQ=DAILY;${"BYDAY=MO;".repeat(10_000)}`,
  "FREQ=DAILY;BYMONTHDAY=".padEnd(100_000, "1,"),
])("check() and spans() of %s take less than 100 ms each, however old the rule and long the window", (rule) => {
  for (const start of ["1970-01-01T00:00", "2026-11-01T00:00", "2190-01-01T00:00"])
    for (const duration of ["30m", "7d", "366d"]) {
      const cost = askAll({ timeZone: "Australia/Lord_Howe", recurrence: { rule, start, duration } });
      expect(cost.check, `check, ${start}, ${duration}`).toBeLessThan(LIMIT_MS);
      expect(cost.spans, `spans, ${start}, ${duration}`).toBeLessThan(LIMIT_MS);
    }
});

test("check() and spans() take less than 100 ms with 500 starts that are left out", () => {
  const except = Array.from({ length: 500 }, (_unused, day) =>
    new Date(now + day * 86_400_000).toISOString().slice(0, 10).concat("T00:00"),
  );
  const cost = askAll({ recurrence: { rule: "FREQ=DAILY", start: "2026-11-21T00:00", duration: "2h", except } });
  expect(cost.check).toBeLessThan(LIMIT_MS);
  expect(cost.spans).toBeLessThan(LIMIT_MS);
});

const someNumbers = (from: number, to: number, most: number) =>
  fc.array(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: most }).map((drawn) => drawn.join(","));
const parts = fc.tuple(
  fc.constantFrom("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY").map((word) => `FREQ=${word}`),
  ...[
    fc.integer({ min: 1, max: 1_000 }).map((interval) => `INTERVAL=${interval}`),
    fc.integer({ min: 1, max: 1_000 }).map((count) => `COUNT=${count}`),
    fc.constantFrom("UNTIL=19700101", "UNTIL=20261231T235959Z", "UNTIL=21991231"),
    fc.constantFrom("BYDAY=MO", "BYDAY=5MO,-5SU", "BYDAY=53FR", everyDay),
    someNumbers(1, 12, 4).map((drawn) => `BYMONTH=${drawn}`),
    someNumbers(-31, 31, 4).map((drawn) => `BYMONTHDAY=${drawn}`),
    someNumbers(-366, 366, 4).map((drawn) => `BYYEARDAY=${drawn}`),
    someNumbers(-53, 53, 4).map((drawn) => `BYWEEKNO=${drawn}`),
    someNumbers(0, 23, 4).map((drawn) => `BYHOUR=${drawn}`),
    someNumbers(-366, 366, 2).map((drawn) => `BYSETPOS=${drawn}`),
    fc.constantFrom("WKST=SU", "WKST=WE"),
  ].map((part) => fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: part })),
);

test("check() and spans() answer every one of 500 drawn rules, in less than 100 ms each", () => {
  let readable = 0;
  fc.assert(
    fc.property(
      parts,
      fc.constantFrom("1970-01-31T02:30", "2024-02-29T00:00", "2026-12-31T23:59:59", "2199-12-31T23:59:59"),
      fc.constantFrom("1ms", "90m", "7d", "366d"),
      (drawn, start, duration) => {
        const rule = drawn.filter((part) => part !== "").join(";");
        const times = { timeZone: "America/New_York", recurrence: { rule, start, duration } };
        if (!("problems" in readWindow(times))) readable += 1;
        const cost = askAll(times);
        expect(Math.max(cost.check, cost.spans)).toBeLessThan(LIMIT_MS);
      },
    ),
    { numRuns: 500, seed: 20_261_121 },
  );
  expect(readable).toBeGreaterThan(150);
}, 120_000);

test("check() answers any text anywhere with problems, and throws nothing", () => {
  const calendar = rruleTemporalCalendar();
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom("", "UTC", "__proto__", "FREQ=DAILY"),
  );
  const times = fc.record({ rule: text, start: text, duration: text, except: fc.array(text, { maxLength: 3 }) });
  fc.assert(
    fc.property(text, times, (timeZone, recurrence) => {
      const { start: from, duration: to } = recurrence;
      expect(calendar.check({ timeZone, recurrence }, now)[0]).toMatchObject({ severity: "error" });
      expect(calendar.check({ timeZone: "UTC", recurrence }, now)[0]).toMatchObject({ severity: "error" });
      expect(calendar.check({ timeZone: "UTC", from, to }, now)[0]).toMatchObject({ severity: "error" });
    }),
    { numRuns: 1_000, seed: 20_261_121 },
  );
});

import fc from "fast-check";
import { RRule } from "rrule";
import { expect, test } from "vitest";
import { mergeSpans, type Span } from "../../domain/merge-spans.ts";
import type { WindowRecurrence, WindowTimes } from "./port.ts";
import { rruleTemporalCalendar } from "./rrule-temporal-calendar.ts";

// The reference: another library for the rules, and the formatter of Intl for the zones. It is slow and knows no limits.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Zones, and wall-clock days near which their clocks are changed; of zones that never change, any day. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  "Europe/Berlin": ["2026-03-29", "2026-10-25", "2027-03-28"],
  "America/New_York": ["2026-03-08", "2026-11-01", "2028-03-12"],
  "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
  "Asia/Kolkata": ["2026-02-28", "2028-02-29"],
  UTC: ["2026-12-31", "2028-02-29"],
  // Where 30 December 2011 was left out.
  "Pacific/Apia": ["2011-12-30", "2012-04-01", "2012-09-30", "2026-06-01"],
};

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function offsetAt(timeZone: string, instantMs: number): number {
  const key = `${timeZone} ${instantMs}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const formatter =
    formatters.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  formatters.set(timeZone, formatter);
  const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)$/.exec(formatter.format(instantMs)) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  offsets.set(key, offset);
  return offset;
}

/** All instants at which the clock shows the time; where it never does, the one that the offset before would give. */
function instantsOf(timeZone: string, wallMs: number): readonly number[] {
  const around = [-2, -1, 0, 1, 2].map((days) => offsetAt(timeZone, wallMs + days * DAY_MS));
  const shown = [...new Set(around)]
    .map((offset) => wallMs - offset)
    .filter((instantMs) => instantMs + offsetAt(timeZone, instantMs) === wallMs);
  return shown.length > 0 ? shown.toSorted((left, right) => left - right) : [wallMs - (around[0] ?? 0)];
}

function firstOf(timeZone: string, wallMs: number): number {
  return instantsOf(timeZone, wallMs)[0] ?? Number.NaN;
}

interface Case {
  readonly timeZone: string;
  readonly recurrence: Required<WindowRecurrence> & { readonly except: readonly string[] };
  /** Instant after which nothing starts, as the rule's UNTIL says it. */
  readonly untilMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

function referenceStarts({ recurrence, toMs }: Case): readonly number[] {
  const rule = recurrence.rule.replace(/;UNTIL=[^;]*/, "");
  const options = { ...RRule.parseString(rule), dtstart: new Date(`${recurrence.start}Z`) };
  const starts = new RRule(options).between(new Date(0), new Date(toMs + 2 * DAY_MS), true);
  return starts.map((start) => start.getTime());
}

function referenceSpans(one: Case): readonly Span[] {
  const { timeZone, recurrence, untilMs } = one;
  const except = new Set(recurrence.except.map((text) => Date.parse(`${text}Z`)));
  const count = Number.parseInt(recurrence.duration, 10);
  const elapsedMs = { m: 60_000, h: HOUR_MS }[recurrence.duration.at(-1) ?? ""];
  const spans = referenceStarts(one)
    .filter((wallMs) => !except.has(wallMs))
    .flatMap((wallMs) => {
      const all = instantsOf(timeZone, wallMs);
      const starts = recurrence.rule.includes("HOURLY") ? all : all.slice(0, 1);
      return starts
        .filter((startMs) => startMs <= untilMs)
        .map((startMs) => ({
          startMs,
          endMs: elapsedMs === undefined ? firstOf(timeZone, wallMs + count * DAY_MS) : startMs + count * elapsedMs,
        }));
    });
  return cut(mergeSpans(spans), one);
}

/** What lies in the range that was asked for: outside of it the adapter need not know everything. */
function cut(spans: readonly Span[], { fromMs, toMs }: Case): readonly Span[] {
  const inside = spans.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
  return inside.map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, fromMs), endMs: Math.min(endMs, toMs) }));
}

const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const someOf = (values: readonly (number | string)[], max: number) =>
  fc.subarray([...values], { minLength: 1, maxLength: max }).map((chosen) => chosen.join(","));
const weekdays = someOf(days, 4);
const ordinals = fc.constantFrom("1FR", "-1MO", "2TU,4TU", "1SU,-1SU", "5WE", "3SA");
const months = someOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 5);
const rareDays = fc.constantFrom("29", "30", "31", "-31", "29,30,31");
/** Every month has one of them: the reference looks for a start until the year 9999 when there is none. */
const monthDays = fc
  .tuple(fc.constantFrom(1, 2, 13, 28, -1, -2), fc.subarray([29, 30, 31, -31]))
  .map((chosen) => chosen.flat().join(","));
const part = (name: string, value: fc.Arbitrary<string>) =>
  fc.option(
    value.map((text) => `;${name}=${text}`),
    { nil: "" },
  );
const must = (name: string, value: fc.Arbitrary<string>) => value.map((text) => `;${name}=${text}`);
const rule = (frequency: string, ...parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((texts) => `FREQ=${frequency}${texts.join("")}`);

const rules = fc.oneof(
  rule("DAILY", part("BYDAY", weekdays), part("BYMONTH", months), part("BYMONTHDAY", monthDays)),
  rule("DAILY", part("BYMONTHDAY", rareDays)),
  rule("WEEKLY", part("BYDAY", weekdays), part("BYMONTH", months), part("WKST", fc.constantFrom("SU", "MO", "WE"))),
  rule("MONTHLY", part("BYDAY", weekdays), part("BYMONTH", months)),
  rule("MONTHLY", fc.oneof(must("BYDAY", ordinals), must("BYMONTHDAY", fc.oneof(monthDays, rareDays)))),
  rule("MONTHLY", must("BYMONTHDAY", monthDays), part("BYMONTH", months)),
  rule("MONTHLY", must("BYDAY", weekdays), must("BYSETPOS", fc.constantFrom("1", "-1", "2,-2"))),
  rule("YEARLY", must("BYMONTH", months), fc.oneof(part("BYDAY", weekdays), part("BYMONTHDAY", monthDays))),
  rule("YEARLY", fc.constant(";BYMONTH=3,10,11"), must("BYDAY", ordinals)),
  rule(
    "YEARLY",
    fc.oneof(
      part("BYDAY", fc.constantFrom("1MO", "-1FR", "20SU")),
      part("BYYEARDAY", fc.constantFrom("1", "60", "-1", "88")),
    ),
  ),
  rule("YEARLY", fc.constant(";BYMONTH=2;BYMONTHDAY=29")),
  rule("HOURLY", part("BYDAY", weekdays), part("BYHOUR", someOf([0, 1, 2, 3, 23], 3))),
);

/** Intervals with which each of the rules has starts. */
function intervalOf(text: string, drawn: number): number {
  if (text.endsWith("BYMONTHDAY=29") && text.includes("YEARLY")) return 1;
  return /HOURLY|MONTHLY.*BYMONTH=/.test(text) && drawn !== 5 ? 1 : drawn;
}

/** Texts without a zone, from epoch milliseconds in UTC. */
const wallText = (wallMs: number) => new Date(wallMs).toISOString().slice(0, 19);
const basicText = (wallMs: number) => wallText(wallMs).replaceAll(/[-:]/g, "");

const cases: fc.Arbitrary<Case> = fc
  .record({
    place: fc.constantFrom(
      ...Object.entries(EDGES).flatMap(([zone, edges]) => edges.map((edge) => [zone, edge] as const)),
    ),
    rule: rules,
    interval: fc.constantFrom(1, 1, 1, 1, 2, 3, 5),
    end: fc.constantFrom("none", "none", "none", "count", "until", "until-wall", "until-day"),
    count: fc.integer({ min: 1, max: 40 }),
    startDays: fc.oneof(
      fc.integer({ min: -40, max: 3 }),
      fc.integer({ min: -8, max: 3 }),
      fc.integer({ min: -900, max: 3 }),
    ),
    minuteOfDay: fc.oneof(
      fc.constantFrom(0, 1, 2, 3).map((hour) => hour * 60),
      fc.integer({ min: 0, max: 1_439 }),
    ),
    untilDays: fc.integer({ min: -1, max: 60 }),
    untilMinutes: fc.constantFrom(0, 60, 90, 120, 150, 180, 1_439),
    duration: fc.constantFrom("30m", "90m", "2h", "12h", "23h", "24h", "25h", "47h", "1d", "2d", "3d", "14d"),
    fromHours: fc.integer({ min: -24 * 12, max: 24 * 2 }),
    rangeDays: fc.integer({ min: 40, max: 90 }),
    excepted: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  })
  .map(({ place: [timeZone, edge], ...drawn }) => {
    const edgeMs = Date.parse(`${edge}T00:00:00Z`);
    const isHourly = drawn.rule.includes("HOURLY");
    const untilWallMs = edgeMs + drawn.untilDays * DAY_MS + drawn.untilMinutes * 60_000;
    const untilDayMs = Math.floor(untilWallMs / DAY_MS) * DAY_MS + DAY_MS - 1;
    const endings: Readonly<Record<string, readonly [string, number]>> = {
      count: [`;COUNT=${drawn.count}`, Infinity],
      until: [`;UNTIL=${basicText(untilWallMs)}Z`, untilWallMs],
      "until-wall": [`;UNTIL=${basicText(untilWallMs)}`, instantsOf(timeZone, untilWallMs).at(-1) ?? Number.NaN],
      "until-day": [
        `;UNTIL=${basicText(untilDayMs).slice(0, 8)}`,
        instantsOf(timeZone, untilDayMs).at(-1) ?? Number.NaN,
      ],
    };
    const [ending, untilMs] = endings[drawn.end] ?? ["", Infinity];
    const fromMs = edgeMs + drawn.fromHours * HOUR_MS;
    const one: Case = {
      timeZone,
      untilMs,
      fromMs,
      toMs: fromMs + drawn.rangeDays * DAY_MS,
      recurrence: {
        rule: `${drawn.rule};INTERVAL=${intervalOf(drawn.rule, drawn.interval)}${ending}`,
        start: wallText(
          edgeMs + (isHourly ? Math.max(drawn.startDays, -40) : drawn.startDays) * DAY_MS + drawn.minuteOfDay * 60_000,
        ),
        duration: isHourly && drawn.duration === "14d" ? "7d" : drawn.duration,
        except: [],
      },
    };
    const starts = drawn.excepted.length > 0 ? referenceStarts(one) : [];
    const except = drawn.excepted.flatMap((index) => starts.at(-index - 1) ?? []).map(wallText);
    return { ...one, recurrence: { ...one.recurrence, except } };
  });

test("spans() agrees with another library and with Intl, in 6,000 drawn cases around changes of the clock", () => {
  const calendar = rruleTemporalCalendar();
  let held = 0;
  fc.assert(
    fc.property(cases, (one) => {
      const times: WindowTimes = { timeZone: one.timeZone, recurrence: one.recurrence };
      const expected = referenceSpans(one);
      if (expected.length > 0) held += 1;
      expect(cut(calendar.spans(times, one.fromMs, one.toMs), one)).toEqual(expected);
    }),
    { numRuns: 6_000, seed: 20_261_120 },
  );
  // Cases in which nothing holds prove little.
  expect(held).toBeGreaterThan(2_500);
}, 120_000);

import { nearestName } from "../../domain/did-you-mean.ts";
import type { Span } from "../../domain/merge-spans.ts";
import type { CalendarProblem, WindowRecurrence, WindowTimes } from "./port.ts";
import { startsOfRule } from "./library-rule.ts";
import { readDuration, type WindowDuration } from "./read-duration.ts";
import { readRule, type Rule } from "./read-rule.ts";
import { readTime, readWallTime, type ReadTime } from "./read-time.ts";
import { zoneClock, type ZoneClock } from "./zone-clock.ts";

/** Starts that are left out: more are refused, as in the document. */
const EXCEPT_MAX = 500;
/** Longest durations. They bound how far back starts are looked for, of which hourly rules have many. */
const DAYS_MAX = 366;
const HOURLY_DAYS_MAX = 7;
/** For how long a rule is followed: one that has no start in that time, or whose COUNT goes on for longer, is refused. */
export const RULE_YEARS = 10;

/** The times of a window, understood. */
export type ReadWindow = { readonly type: "once"; readonly span: Span } | RecurringWindow;

/** A window that comes again. */
export interface RecurringWindow {
  readonly type: "recurring";
  readonly clock: ZoneClock;
  readonly rule: Rule;
  /** Wall-clock time from which the rule counts, as the epoch milliseconds it would have in UTC. */
  readonly startWallMs: number;
  readonly duration: WindowDuration;
  /** Wall-clock times of starts that are left out. */
  readonly exceptWallMs: ReadonlySet<number>;
  /** All wall-clock times of starts of a rule with COUNT, those included that are left out. */
  readonly countedWallMs?: readonly number[];
}

/** Reads the times of a window; what cannot be read is an error. */
export function readWindow(times: WindowTimes): ReadWindow | { readonly problems: readonly CalendarProblem[] } {
  const timeZone = times.timeZone ?? "UTC";
  const clock = zoneClock(timeZone);
  if (clock === undefined)
    return {
      problems: [error("/timeZone", `no time zone is called "${timeZone.slice(0, 64)}"${zoneHint(timeZone)}`)],
    };
  if (times.recurrence === undefined) return readOnce(times, clock);
  if (times.from !== undefined || times.to !== undefined)
    return { problems: [error("/recurrence", "a window has from and to, or a recurrence, not both")] };
  return readRecurring(times.recurrence, clock);
}

/** A problem for which a window is refused. */
export function error(pointer: string, message: string): CalendarProblem {
  return { severity: "error", pointer, message };
}

function zoneHint(timeZone: string): string {
  // Names as "Berlin" are too far from "Europe/Berlin" for a slip of the hand, and mean it all the same.
  const known = Intl.supportedValuesOf("timeZone");
  const city = timeZone.toLowerCase().replaceAll(/[^a-z]+/g, "_");
  const match = known.find((name) => name.toLowerCase().endsWith(`/${city}`)) ?? nearestName(timeZone, known);
  return match === undefined ? `, use an IANA name as "Europe/Berlin"` : `, did you mean "${match}"?`;
}

function readOnce({ from, to }: WindowTimes, clock: ZoneClock): ReturnType<typeof readWindow> {
  const start = from === undefined ? { ms: -Infinity } : readTime(from, clock);
  const end = to === undefined ? { ms: Infinity } : readTime(to, clock);
  const problems = [...timeProblems("/from", start), ...timeProblems("/to", end)];
  if ("message" in start || "message" in end) return { problems };
  if (start.ms >= end.ms)
    return { problems: [error("/to", `"to" must be later than "from": it is the first instant after the window`)] };
  return { type: "once", span: { startMs: start.ms, endMs: end.ms } };
}

function readRecurring(recurrence: WindowRecurrence, clock: ZoneClock): ReturnType<typeof readWindow> {
  const rule = readRule(recurrence.rule, clock);
  const isHourly = "frequency" in rule && rule.frequency === "HOURLY";
  const start = readWallTime(recurrence.start);
  const duration = readDuration(recurrence.duration, isHourly ? HOURLY_DAYS_MAX : DAYS_MAX);
  const except = (recurrence.except ?? []).slice(0, EXCEPT_MAX + 1).map(readWallTime);
  const problems = [
    ...("message" in rule ? [error("/recurrence/rule", rule.message)] : []),
    ...timeProblems("/recurrence/start", start),
    ...("message" in duration ? [error("/recurrence/duration", duration.message)] : []),
    ...except.flatMap((time, index) => timeProblems(`/recurrence/except/${index}`, time)),
    ...(except.length > EXCEPT_MAX
      ? [error("/recurrence/except", `at most ${EXCEPT_MAX} starts can be left out`)]
      : []),
  ];
  if (problems.length > 0 || "message" in rule || "message" in start || "message" in duration) return { problems };
  const exceptWallMs = new Set(except.flatMap((time) => ("ms" in time ? [time.ms] : [])));
  const window: RecurringWindow = { type: "recurring", clock, rule, startWallMs: start.ms, duration, exceptWallMs };
  if (rule.count === undefined) return window;
  // Counted once: such a rule can only be followed from its start.
  const range = { fromMs: start.ms, toMs: start.ms + RULE_YEARS * 366 * 86_400_000 };
  return { ...window, countedWallMs: startsOfRule(rule.text, start.ms, range) };
}

function timeProblems(pointer: string, time: ReadTime): readonly CalendarProblem[] {
  return "message" in time ? [error(pointer, time.message)] : [];
}

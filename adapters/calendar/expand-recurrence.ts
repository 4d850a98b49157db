import { FREEZE_HORIZON_MS } from "../../domain/freeze.ts";
import { mergeSpans, type Span } from "../../domain/merge-spans.ts";
import { startsOfRule } from "./library-rule.ts";
import { roughMs } from "./read-duration.ts";
import type { RecurringWindow } from "./read-window.ts";

const DAY_MS = 86_400_000;
/** No clock is ever set by more than a day: a wall-clock range reaches this much further on both sides. */
const MARGIN_MS = 2 * DAY_MS;
/** The periods after which a rule without COUNT repeats itself, weekdays included. Months and years have no such length. */
const PERIOD_MS = { HOURLY: DAY_MS, DAILY: DAY_MS, WEEKLY: 7 * DAY_MS, MONTHLY: undefined, YEARLY: undefined } as const;

/** For how long one question looks ahead at a rule. Hourly ones have so many starts that a quarter of the time must do. */
export function horizonMs({ rule }: RecurringWindow): number {
  return rule.frequency === "HOURLY" ? FREEZE_HORIZON_MS / 4 : FREEZE_HORIZON_MS;
}

/**
 * Spans of a recurrence that have an instant in [fromMs, toMs), merged and sorted; nothing after the horizon. What holds
 * at `fromMs` may have begun earlier than its span says.
 */
export function expandRecurrence(window: RecurringWindow, fromMs: number, toMs: number): readonly Span[] {
  const { clock, rule } = window;
  const lastMs = Math.min(toMs - 1, fromMs + horizonMs(window), rule.untilMs ?? Infinity);
  const spans = startsAround(window, clock.wallAt(fromMs), clock.wallAt(lastMs))
    .flatMap((wallMs) => spansOf(window, wallMs))
    .filter(({ startMs, endMs }) => startMs <= lastMs && endMs > fromMs);
  return mergeSpans(spans);
}

/** The starts in a wall-clock range, those near it, and enough of those before it to know what holds at its first time. */
function startsAround(window: RecurringWindow, fromWallMs: number, toWallMs: number): readonly number[] {
  const lastMs = toWallMs + MARGIN_MS;
  const near = wallStarts(window, { fromMs: fromWallMs - MARGIN_MS, toMs: lastMs });
  // All hold equally long: what started earlier than this one has ended earlier, too.
  if (near.some((wallMs) => wallMs < fromWallMs - DAY_MS)) return near;
  const beforeMs = Math.min(fromWallMs - MARGIN_MS - 1, lastMs);
  return [...wallStarts(window, { fromMs: beforeMs - roughMs(window.duration) - MARGIN_MS, toMs: beforeMs }), ...near];
}

/**
 * The occurrence of one start. An hourly rule starts in both of an hour that comes twice; every other rule in the first.
 * Days are counted on the wall clock from the time that the rule names, even where the clock skips that.
 */
function spansOf({ clock, rule, duration }: RecurringWindow, wallMs: number): readonly Span[] {
  const first = clock.firstAt(wallMs);
  const last = rule.frequency === "HOURLY" ? clock.lastAt(wallMs) : first;
  const starts = first === last ? [first] : [first, last];
  return starts.map((startMs) => ({
    startMs,
    endMs: duration.unit === "days" ? clock.firstAt(wallMs + duration.count * DAY_MS) : startMs + duration.count,
  }));
}

/** Wall-clock times at which the window starts, both ends included, as the epoch milliseconds they would have in UTC. */
function wallStarts(window: RecurringWindow, range: { fromMs: number; toMs: number }): readonly number[] {
  const { clock, rule, startWallMs, exceptWallMs, countedWallMs } = window;
  const fromMs = Math.max(range.fromMs, startWallMs);
  const starts =
    countedWallMs?.filter((wallMs) => fromMs <= wallMs && wallMs <= range.toMs) ??
    startsOfRule(rule.text, nearStart(window, fromMs), { fromMs, toMs: range.toMs });
  return starts.filter((wallMs) => !exceptWallMs.has(wallMs) && clock.firstAt(wallMs) <= (rule.untilMs ?? Infinity));
}

/** The start moved by whole periods to before the range, so that an old rule costs no more than a new one. */
function nearStart({ rule, startWallMs }: RecurringWindow, fromMs: number): number {
  const period = PERIOD_MS[rule.frequency];
  if (period === undefined) return startWallMs;
  const step = period * rule.interval;
  // One step less than possible: the period of the start itself may be cut, and BYSETPOS counts in whole ones.
  const steps = Math.max(0, Math.floor((fromMs - startWallMs) / step) - 1);
  return startWallMs + steps * step;
}

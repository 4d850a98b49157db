import { OrchestratorError } from "./errors.ts";
import type { SpanSource } from "./freeze-of.ts";
import { mergeSpans, type Span } from "./merge-spans.ts";
import type { FreezeWindowDocument } from "./schema/documents.ts";
import type { SleepCalendar } from "./schema/sleep.ts";
import { indexOfDay } from "./week-days.ts";

const DAY_MS = 86_400_000;
/** A week, and a day more on each side for the spans that hold there. */
const AROUND_MS = 8 * DAY_MS;
const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** Whether an environment is to sleep. */
export interface SleepNow {
  readonly isOn: boolean;
  /** When that changes, epoch milliseconds; absent when no change is in sight. */
  readonly changesAt?: number;
}

/** Works out whether a calendar says sleep, and until when. One whose times cannot be read lets nothing sleep. */
export function sleepOf(calendar: SpanSource, sleep: SleepCalendar, nowMs: number): SleepNow {
  const spans = readable(() => sleepSpans(calendar, sleep, nowMs));
  const current = spans.find(({ startMs, endMs }) => startMs <= nowMs && nowMs < endMs);
  const changesAt = current?.endMs ?? spans.find(({ startMs }) => startMs > nowMs)?.startMs;
  return { isOn: current !== undefined, ...(changesAt === undefined ? {} : { changesAt }) };
}

/** When an environment sleeps, within eight days of an instant on each side, merged and sorted. */
function sleepSpans(calendar: SpanSource, { timeZone, times }: SleepCalendar, nowMs: number): readonly Span[] {
  const instants = (days: readonly number[], clock: string) =>
    calendar.spans(weekly(timeZone, days, clock), nowMs - AROUND_MS, nowMs + AROUND_MS).map(({ startMs }) => startMs);
  // Ends are worked out as starts are, so that both keep their wall-clock time when clocks are changed.
  const spans = times.flatMap(({ days, from, to }) => {
    const first = days.map(indexOfDay);
    const last = to > from ? first : first.map((day) => (day + 1) % 7);
    const ends = instants(last, to);
    return instants(first, from).flatMap((startMs) => {
      const endMs = ends.find((end) => end > startMs);
      return endMs === undefined ? [] : [{ startMs, endMs }];
    });
  });
  return mergeSpans(spans);
}

/** The times of a day at which a clock shows a time, as a window that is over after a minute. */
export function weekly(timeZone: string, days: readonly number[], clock: string): FreezeWindowDocument["spec"] {
  const byDay = [...new Set(days)].map((day) => CODES[day]).join(",");
  return {
    reason: "sleep",
    scope: {},
    timeZone,
    recurrence: { rule: `FREQ=WEEKLY;BYDAY=${byDay}`, start: `2024-01-01T${clock}`, duration: "1m", except: [] },
  };
}

function readable(spans: () => readonly Span[]): readonly Span[] {
  try {
    return spans();
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === "FREEZE_INVALID") return [];
    throw error;
  }
}

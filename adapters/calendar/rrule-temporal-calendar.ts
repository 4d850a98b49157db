import { OrchestratorError } from "../../domain/errors.ts";
import { FREEZE_HORIZON_MS } from "../../domain/freeze.ts";
import type { Span } from "../../domain/merge-spans.ts";
import { checkWindow } from "./check-window.ts";
import { expandRecurrence } from "./expand-recurrence.ts";
import type { Calendar, WindowTimes } from "./port.ts";
import { readWindow } from "./read-window.ts";

const DAY_MS = 86_400_000;
/** Answers kept; with one more, all are forgotten. Gates of many promotions ask the same within a day. */
const ANSWERS_MAX = 500;

/**
 * Freeze windows with the library `rrule-temporal` for rules and Temporal for time zones.
 * @see docs/decisions/0010-freeze-windows-follow-the-wall-clock.md
 */
export function rruleTemporalCalendar(): Calendar {
  const answers = new Map<string, readonly Span[]>();
  return {
    check: (times, nowMs) => {
      const window = readWindow(times);
      return "problems" in window ? window.problems : checkWindow(window, nowMs);
    },
    spans: (times, fromMs, toMs) => {
      // Whole days, so that one answer serves all who ask in the course of a day.
      const range = {
        fromMs: Math.floor(fromMs / DAY_MS) * DAY_MS,
        toMs: Math.ceil(Math.min(toMs, fromMs + FREEZE_HORIZON_MS) / DAY_MS) * DAY_MS,
      };
      const key = JSON.stringify([times.timeZone, times.from, times.to, times.recurrence, range]);
      const known = answers.get(key) ?? expand(times, range);
      if (answers.size >= ANSWERS_MAX) answers.clear();
      answers.set(key, known);
      return known.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
    },
  };
}

function expand(times: WindowTimes, { fromMs, toMs }: { fromMs: number; toMs: number }): readonly Span[] {
  const window = readWindow(times);
  if ("problems" in window) {
    const [first] = window.problems;
    throw new OrchestratorError("FREEZE_INVALID", `${first?.pointer}: ${first?.message}`, {
      details: { problems: window.problems },
    });
  }
  return window.type === "once" ? [window.span] : expandRecurrence(window, fromMs, toMs);
}

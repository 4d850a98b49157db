import type { Span } from "../../domain/merge-spans.ts";
import { expandRecurrence, horizonMs } from "./expand-recurrence.ts";
import type { CalendarProblem } from "./port.ts";
import { RULE_YEARS, error, type ReadWindow, type RecurringWindow } from "./read-window.ts";

const DAY_MS = 86_400_000;
/** The first look at a rule; dense rules need no second. */
const FIRST_LOOK_MS = 10 * DAY_MS;

/** What is wrong with a window that could be read: it holds never, or always, or not any more. */
export function checkWindow(window: ReadWindow, nowMs: number): readonly CalendarProblem[] {
  if (window.type === "once") return window.span.endMs > nowMs ? [] : [isOver("/to")];
  const { rule, clock } = window;
  const count = window.countedWallMs?.length;
  const startMs = clock.firstAt(window.startWallMs);
  if (count === 0 || firstSpan(window, startMs) === undefined) return [error("/recurrence/rule", emptyMessage(window))];
  if (count !== undefined && count < (rule.count ?? 0))
    return [
      error(
        "/recurrence/rule",
        `COUNT=${rule.count} is not reached in ${RULE_YEARS} years, there are ${count} starts: write UNTIL, or a smaller COUNT`,
      ),
    ];
  const isEndless = rule.count === undefined && rule.untilMs === undefined;
  const laterMs = Math.max(startMs, nowMs);
  if (isEndless && holdsAlways(window, laterMs)) return [error("/recurrence", alwaysMessage(window))];
  return firstSpan(window, laterMs) === undefined ? [isOver("/recurrence")] : [];
}

function isOver(pointer: string): CalendarProblem {
  return { severity: "warning", pointer, message: "the window is over: it freezes nothing any more" };
}

function emptyMessage({ rule, exceptWallMs }: RecurringWindow): string {
  const without = exceptWallMs.size > 0 ? " that is not left out" : "";
  const before = rule.untilMs === undefined ? "" : " before UNTIL";
  return `the rule has no start${without} in the ${RULE_YEARS} years after "start"${before}: it would freeze nothing`;
}

function alwaysMessage(window: RecurringWindow): string {
  const days = horizonMs(window) / DAY_MS;
  return `the recurrence leaves no gap in ${days} days, so it never opens: shorten the duration, or give the rule an end`;
}

/** The first span that ends after an instant, when there is one in the next ten years. */
function firstSpan(window: RecurringWindow, fromMs: number): Span | undefined {
  // The first look goes back as far as the window is long; what starts after UNTIL does not count.
  const endMs = Math.min(fromMs + RULE_YEARS * 366 * DAY_MS, Math.max(fromMs, window.rule.untilMs ?? Infinity) + 1);
  let [atMs, sizeMs] = [fromMs, FIRST_LOOK_MS];
  while (atMs < endMs) {
    const [span] = expandRecurrence(window, atMs, atMs + sizeMs);
    if (span !== undefined) return span;
    atMs += sizeMs;
    sizeMs = Math.min(4 * sizeMs, horizonMs(window));
  }
  return undefined;
}

/** Whether a rule leaves no gap within its horizon. */
function holdsAlways(window: RecurringWindow, fromMs: number): boolean {
  return [FIRST_LOOK_MS, horizonMs(window)].every((aheadMs) => {
    const [span] = expandRecurrence(window, fromMs, fromMs + aheadMs);
    return span !== undefined && span.startMs <= fromMs && span.endMs >= fromMs + aheadMs;
  });
}

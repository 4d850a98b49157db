import type { OpenedComponent } from "../../adapters/cell-records/port.ts";

/** What has a time of its own: a component, or a step. */
export interface Timed {
  readonly opened: Pick<OpenedComponent, "startedAt" | "expectedMs" | "readyWithinMs">;
}

/** An attempt looks for so long before it hands the wait back, milliseconds. */
export const LOOK_FOR_MS = 10_000;
const SHORTEST_HANDED_BACK_MS = 2_000;

/** Looks inside an attempt come this often, milliseconds: 4 % of what it usually takes, from 20 ms to 1 s. */
export function lookEveryMs(expectedMs: number): number {
  return Math.min(Math.max(0.04 * expectedMs, 20), 1_000);
}

/**
 * When to look again after handing the wait back: when it is expected, at the earliest after 4 % of a creation and 2 s; never
 * past its limit.
 *
 * @param takesMs - How long what is under way usually takes, from the operation's first look; 0 where nobody knows. A
 *   creation's time when absent.
 */
export function nextLookInMs({ opened }: Timed, nowMs: number, takesMs: number = opened.expectedMs): number {
  const elapsedMs = nowMs - opened.startedAt;
  const soonest = Math.max(0.04 * opened.expectedMs, SHORTEST_HANDED_BACK_MS);
  const untilExpected = takesMs - elapsedMs;
  const untilLimit = Math.max(opened.readyWithinMs - elapsedMs, SHORTEST_HANDED_BACK_MS);
  return Math.min(Math.max(untilExpected, soonest), untilLimit);
}

/** True once a component has had its time, counted from its operation's first look at it. */
export function isOutOfTime({ opened }: Timed, nowMs: number): boolean {
  return nowMs - opened.startedAt > opened.readyWithinMs;
}

/** How long a look that can block may do so: no longer than the kind says, this attempt lasts, or the component has left. */
export function longestWaitMs(
  { opened }: Timed,
  limits: { readonly blocksForMs: number; readonly lookUntil: number; readonly nowMs: number },
): number {
  const ofAttempt = limits.lookUntil - limits.nowMs;
  const ofComponent = opened.startedAt + opened.readyWithinMs - limits.nowMs;
  return Math.max(Math.min(limits.blocksForMs, ofAttempt, ofComponent), lookEveryMs(opened.expectedMs));
}

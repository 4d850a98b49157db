import type { SleepWork } from "./schema/rest-work.ts";
import type { SleepNow } from "./sleep-of.ts";

/** After a sleep or a wake that failed, the next try waits so long, doubled each time. */
const TRY_AGAIN_MS = 5 * 60_000;
const LONGEST_MS = 60 * 60_000;

/** What sleep asks of an environment. */
export interface SleepDecision {
  /** Absent where it sleeps, or is awake, as it should. */
  readonly do?: "sleep" | "wake";
  /** When that may be another; absent when no change is in sight. */
  readonly lookAgainAt?: number;
}

/**
 * Decides whether an environment is put to sleep or woken. It sleeps when its calendar says so, unless a person keeps it
 * awake. What is not to sleep any more is woken, also where only a part of it sleeps: a sleep or a wake has failed.
 */
export function decideSleep(
  { isAsleep, isHalfAsleep = false, awakeUntil = 0, failedAt, failures = 1 }: SleepWork,
  { nowMs, sleep }: { readonly nowMs: number; readonly sleep?: SleepNow },
): SleepDecision {
  const mustSleep = sleep?.isOn === true && awakeUntil <= nowMs;
  const triesAt = failedAt === undefined ? 0 : failedAt + Math.min(TRY_AGAIN_MS * 2 ** (failures - 1), LONGEST_MS);
  const isAsItShould = mustSleep ? isAsleep : !isAsleep && !isHalfAsleep;
  if (!isAsItShould) {
    return triesAt > nowMs ? { lookAgainAt: triesAt } : { do: mustSleep ? "sleep" : "wake" };
  }
  const changes = [sleep?.changesAt, awakeUntil > nowMs ? awakeUntil : undefined].filter((at) => at !== undefined);
  return changes.length === 0 ? {} : { lookAgainAt: Math.min(...changes) };
}

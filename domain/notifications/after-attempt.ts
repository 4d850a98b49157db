const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after the attempt before each attempt comes, milliseconds; the first comes at once. */
export const SCHEDULE_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** What may be added to a wait, as a part of it, so that what failed together does not come back together. */
const JITTER = 0.2;
const LONGEST_ASKED_MS = 24 * HOUR;
const LONGEST_PAUSE_MS = 5 * MINUTE;
/** A subscription that could not be told anything for so long is not tried any more. */
const GIVE_UP_AFTER_MS = 7 * 24 * HOUR;
/** A subscription that could not be told anything for so long is told of. */
const TELL_AFTER_MS = 3 * HOUR;

/** How one attempt to tell somebody ended. */
export type AttemptResult =
  | { readonly outcome: "delivered" }
  | {
      readonly outcome: "failed";
      /** True when no repeat would mend it. */
      readonly isFinal: boolean;
      /** The receiver wants nothing any more. */
      readonly isGone: boolean;
      /** The receiver is overloaded: others for it wait, too. */
      readonly isBusy: boolean;
      /** What the receiver asked for; absent where it asked for nothing. */
      readonly retryAfterMs?: number;
    };

/** What follows from an attempt. Instants are epoch milliseconds. */
export type AfterAttempt =
  | { readonly state: "delivered" }
  | {
      readonly state: "pending";
      readonly nextAt: number;
      readonly pauseUntil?: number;
      /** Nothing could be told for hours: others should hear of it, as they do of what is dead. */
      readonly isFailing?: true;
    }
  | { readonly state: "dead"; readonly pauseUntil?: number; readonly disable?: "gone" | "failing" };

/** What the decision is made from. */
export interface AttemptFacts {
  /** Of this delivery, this one included, from 1. */
  readonly attempts: number;
  readonly nowMs: number;
  /** Since when nothing could be told; absent when the last attempt of any delivery was good. */
  readonly failingSinceMs?: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** Decides what becomes of a delivery, and of its subscription, after an attempt. */
export function afterAttempt(result: AttemptResult, facts: AttemptFacts): AfterAttempt {
  if (result.outcome === "delivered") return { state: "delivered" };
  const { attempts, nowMs, failingSinceMs, random } = facts;
  if (result.isGone) return { state: "dead", disable: "gone" };
  const asked = Math.min(result.retryAfterMs ?? 0, LONGEST_ASKED_MS);
  const wait = SCHEDULE_MS[attempts];
  const jittered = (ms: number) => Math.round(ms * (1 + JITTER * random));
  const own = Math.min(wait ?? LONGEST_PAUSE_MS, LONGEST_PAUSE_MS);
  const isPaused = result.isBusy || result.retryAfterMs !== undefined;
  const pauseMs = result.retryAfterMs === undefined ? own : asked;
  const failingMs = failingSinceMs === undefined ? 0 : nowMs - failingSinceMs;
  // Whatever it answers, and however seldom it is asked because it is overloaded.
  const isLost = failingMs > GIVE_UP_AFTER_MS;
  const pause = isPaused ? { pauseUntil: nowMs + jittered(pauseMs) } : {};
  if (result.isFinal || wait === undefined || isLost) {
    return { state: "dead", ...pause, ...(isLost ? { disable: "failing" as const } : {}) };
  }
  const failing = failingMs > TELL_AFTER_MS ? { isFailing: true as const } : {};
  return { state: "pending", nextAt: nowMs + jittered(Math.max(wait, asked)), ...pause, ...failing };
}

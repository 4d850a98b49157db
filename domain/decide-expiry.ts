import type { NextStep } from "./schema/environment-work.ts";
import type { ExpiryWork } from "./schema/rest-work.ts";

/** So long before the end of its time people are told that an environment is going to be deleted: 24 h. */
const TOLD_BEFORE_MS = 86_400_000;

/** What the end of an environment's time asks for; `do` is absent where it asks for nothing yet. */
export type ExpiryDecision =
  | Extract<NextStep, { do: "expire" | "announce-expiry" }>
  /** `lookAgainAt` is absent where nobody knows when that changes. */
  | { readonly do?: undefined; readonly lookAgainAt: number | undefined };

/** Decides whether people are told of the end of an environment's time, or its deletion is asked for, which no freeze lets happen. */
export function decideExpiry(
  { at, isTold, isAsked }: ExpiryWork,
  { nowMs, freeze }: { readonly nowMs: number; readonly freeze?: { readonly until?: number } },
): ExpiryDecision {
  if (isAsked) return { lookAgainAt: undefined };
  if (at <= nowMs) return freeze === undefined ? { do: "expire", expiresAt: at } : { lookAgainAt: freeze.until };
  if (isTold) return { lookAgainAt: at };
  const tellAt = at - TOLD_BEFORE_MS;
  return tellAt <= nowMs ? { do: "announce-expiry", expiresAt: at } : { lookAgainAt: tellAt };
}

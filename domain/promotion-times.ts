import type { PromotionFact } from "./delivery-facts.ts";

/** Where the time of a promotion went, milliseconds. What it waited and what it worked add up to the total. */
export interface PromotionTimes {
  /** From the request to its turn: gates, approvals, freeze windows, the queue. All of it where it had no turn. */
  readonly waitedMs: number;
  /** From its turn to its end. Absent where it had no turn. */
  readonly workedMs?: number;
  /** From the request to the end. */
  readonly totalMs: number;
}

/** Splits the time of a promotion that has ended. No part is negative, also where clocks jumped. */
export function promotionTimes({
  requestedAt,
  admittedAt,
  endedAt,
}: Pick<PromotionFact, "requestedAt" | "admittedAt" | "endedAt">): PromotionTimes {
  const totalMs = Math.max(0, endedAt - requestedAt);
  if (admittedAt === undefined) return { waitedMs: totalMs, totalMs };
  const waitedMs = Math.min(totalMs, Math.max(0, admittedAt - requestedAt));
  return { waitedMs, workedMs: totalMs - waitedMs, totalMs };
}

import type { PromotionFact, ReleaseFact } from "../../domain/delivery-facts.ts";

/** One hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** One day in milliseconds. */
export const DAY_MS = 24 * HOUR_MS;
/** First instant of the week in which these facts happened. */
export const MONDAY = Date.UTC(2024, 0, 1);
/** That week. */
export const WEEK = { fromMs: MONDAY, toMs: MONDAY + 7 * DAY_MS };

/**
 * A promotion into shop-prod, verified, that ended so many hours after Monday began. It was asked for an hour before its
 * turn, and its turn took another; `parts` changes it.
 */
export function promotionFact(id: string, endHours: number, parts: Partial<PromotionFact> = {}): PromotionFact {
  const endedAt = MONDAY + endHours * HOUR_MS;
  return {
    id,
    project: "shop",
    environment: "shop-prod",
    stageClass: "prod",
    kind: "promote",
    release: `release of ${id}`,
    releaseDigest: `sha256:${id}`,
    outcome: "Verified",
    requestedAt: endedAt - 2 * HOUR_MS,
    admittedAt: endedAt - HOUR_MS,
    endedAt,
    hadTurn: true,
    ...parts,
  };
}

/** The release that such a promotion brings, created so many hours after Monday began. */
export function releaseFact(promotionId: string, createdHours: number): ReleaseFact {
  return {
    version: `release of ${promotionId}`,
    digest: `sha256:${promotionId}`,
    createdAt: MONDAY + createdHours * HOUR_MS,
  };
}

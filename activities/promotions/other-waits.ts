import type { PromotionBasis } from "../../adapters/store/promotions-port.ts";
import type { PromotionWait } from "../../adapters/store/promotion-views-port.ts";
import type { Frozen } from "../../domain/freeze-of.ts";

/** Promotions that a freeze has parked go on so many in a second when it opens. */
const SPREAD_PER_SECOND = 20;

/** What holds a promotion up besides its gates: a freeze, a hold, a suspension, its place in line. */
export function otherWaits({
  basis,
  frozen,
}: {
  readonly basis: PromotionBasis;
  readonly frozen: Frozen;
}): readonly PromotionWait[] {
  const { promotion, environment, stage, before, waitingCount } = basis;
  const waits: PromotionWait[] = [];
  const isFrozen = frozen.reasons.length > 0 && promotion.overrideFreeze === undefined;
  if (isFrozen)
    waits.push({
      for: "freeze",
      reason: frozen.reasons.join("; "),
      ...(frozen.opensAt === undefined ? {} : { until: frozen.opensAt + spreadMs(promotion.id, waitingCount) }),
    });
  if (environment.isHeld)
    waits.push({ for: "hold", reason: `${promotion.environment} is held: ${environment.holdReason}` });
  if (environment.isSuspended) waits.push({ for: "suspension", reason: `${promotion.environment} is suspended` });
  const [first] = before;
  if (stage.queue === "each" && first !== undefined)
    waits.push({ for: "queue", reason: `${first.id} comes before it in ${promotion.environment}` });
  return waits;
}

/** A place in the time that all who wait need at that rate, by the id: much the same at each look. */
function spreadMs(id: string, waitingCount: number): number {
  let share = 0;
  for (const letter of id) share = (share * 31 + letter.charCodeAt(0)) % 1_000;
  return Math.floor((share * waitingCount) / SPREAD_PER_SECOND);
}

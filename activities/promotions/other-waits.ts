import type { PromotionBasis, PromotionWait } from "../../adapters/store/promotions-port.ts";
import type { Frozen } from "./freeze-of.ts";

/** Promotions that a freeze has parked go on a few in a second when it opens. */
const SPREAD_PER_SECOND = 20;
const SPREAD_MAX_MS = 60_000;

/** What holds a promotion up besides its gates: a freeze, a hold, a suspension, its place in line. */
export function otherWaits({
  basis,
  frozen,
}: {
  readonly basis: PromotionBasis;
  readonly frozen: Frozen;
}): readonly PromotionWait[] {
  const { promotion, environment, stage, before } = basis;
  const waits: PromotionWait[] = [];
  const isFrozen = frozen.reasons.length > 0 && promotion.overrideFreeze === undefined;
  if (isFrozen)
    waits.push({
      for: "freeze",
      reason: frozen.reasons.join("; "),
      ...(frozen.opensAt === undefined ? {} : { until: frozen.opensAt + spreadMs(promotion.id) }),
    });
  if (environment.isHeld)
    waits.push({ for: "hold", reason: `${promotion.environment} is held: ${environment.holdReason}` });
  if (environment.isSuspended) waits.push({ for: "suspension", reason: `${promotion.environment} is suspended` });
  const [first] = before;
  if (stage.queue === "each" && first !== undefined)
    waits.push({ for: "queue", reason: `${first.id} comes before it in ${promotion.environment}` });
  return waits;
}

/** A share of the first minute, by the id: the same at each look. */
function spreadMs(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % (SPREAD_MAX_MS * SPREAD_PER_SECOND);
  return Math.floor(sum / SPREAD_PER_SECOND);
}

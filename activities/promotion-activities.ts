import { cancellationSignal, heartbeat } from "@temporalio/activity";
import { lookAtPromotion, type PromotionAnswer } from "./promotions/look-at-promotion.ts";
import type { PromotionPorts } from "./promotions/promotion-ports.ts";

/** Activities of promotions; they run on a queue of their own, because they ask outside systems. */
export type PromotionActivities = ReturnType<typeof promotionActivities>;

const HEARTBEAT_MS = 2_000;

/** Builds them. Every one may be repeated. */
export function promotionActivities(ports: PromotionPorts) {
  return {
    /** One look at a promotion: what it waits for, what follows. */
    lookAtPromotion: async ({ promotionId }: { readonly promotionId: string }): Promise<PromotionAnswer> => {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
      try {
        return await lookAtPromotion(ports, { promotionId, signal: cancellationSignal() });
      } finally {
        clearInterval(beat);
      }
    },
  };
}

import { cancellationSignal, heartbeat } from "@temporalio/activity";
import type { NearAnswer, PromotionAnswer } from "./promotions/promotion-answer.ts";
import { lookAtPromotion, lookWithoutAsking } from "./promotions/look-at-promotion.ts";
import type { PromotionPorts } from "./promotions/promotion-ports.ts";

/** Activities of promotions. What asks outside systems runs on a queue of its own. */
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

    /** The same where no gate of its stage asks anybody. */
    lookWithoutAsking: async ({ promotionId }: { readonly promotionId: string }): Promise<NearAnswer> =>
      await lookWithoutAsking(ports, { promotionId, signal: cancellationSignal() }),
  };
}

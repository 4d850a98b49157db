import { CancellationScope, condition, proxyActivities, proxyLocalActivities, setHandler } from "@temporalio/workflow";
import type { PromotionActivities } from "../activities/index.ts";
import { look, PROMOTION_TASK_QUEUE } from "./messages.ts";
import { nearFirst } from "./near-first.ts";
import { mustRoll, roll } from "./roll.ts";
import { NEAR_TRY } from "./rows.ts";

const DAY_MS = 86_400_000;
const { lookAtPromotion } = proxyActivities<PromotionActivities>({
  taskQueue: PROMOTION_TASK_QUEUE,
  startToCloseTimeout: "2m",
  heartbeatTimeout: "5s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "10s" },
});
const near = proxyLocalActivities<PromotionActivities>(NEAR_TRY);
const lookNearFirst = nearFirst(near.lookWithoutAsking, lookAtPromotion);

/**
 * Brings one release into one stage: asks its gates until they pass, waits for the outcome of its operation, and closes
 * what its gates had opened. Where it stands is in rows, so it may be terminated and started again at any moment. A
 * cancel from Temporal's own tools changes nothing.
 */
export async function promotion({ promotionId }: { readonly promotionId: string }): Promise<void> {
  let isWoken = false;
  let mustAsk = false;
  setHandler(look, () => void (isWoken = true));
  const lookOnce = async () => {
    if (!mustAsk) {
      const next = await lookNearFirst({ promotionId });
      if (next.do !== "ask") return next;
      mustAsk = true; // Its stage stays as it is, and so do its gates.
    }
    return await lookAtPromotion({ promotionId });
  };
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      isWoken = false; // Before the rows are read: a look that comes meanwhile is not lost.
      const next = await lookOnce();
      if (next.do === "end") return;
      const waitMs = Math.min(Math.max(next.lookAgainAt - Date.now(), 1), DAY_MS);
      await condition(() => isWoken, waitMs);
      if (mustRoll()) await roll<typeof promotion>({ promotionId });
    }
  });
}

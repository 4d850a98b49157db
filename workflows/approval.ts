import { CancellationScope, condition, proxyActivities, setHandler } from "@temporalio/workflow";
import type { ApprovalActivities } from "../activities/index.ts";
import { look, PROMOTION_TASK_QUEUE } from "./messages.ts";
import { mustRoll, roll } from "./roll.ts";

const DAY_MS = 86_400_000;
const { lookAtApproval } = proxyActivities<ApprovalActivities>({
  taskQueue: PROMOTION_TASK_QUEUE,
  startToCloseTimeout: "2m",
  heartbeatTimeout: "5s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "10s" },
});

/**
 * The time of one approval: reminds, escalates, expires, and keeps what people see of it as it stands. Votes are rows; what
 * is decided is decided where a vote is recorded. It ends once there is nothing more to wait for, and a look begins it anew.
 */
export async function approval({ approvalId }: { readonly approvalId: string }): Promise<void> {
  let isWoken = false;
  setHandler(look, () => void (isWoken = true));
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      isWoken = false; // Before the rows are read: a look that comes meanwhile is not lost.
      const next = await lookAtApproval({ approvalId });
      if (next.do === "end") {
        if (isWoken) continue;
        return;
      }
      const waitMs = Math.min(Math.max(next.lookAgainAt - Date.now(), 1), DAY_MS);
      await condition(() => isWoken, waitMs);
      if (mustRoll()) await roll<typeof approval>({ approvalId });
    }
  });
}

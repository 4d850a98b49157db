import { proxyActivities, proxyLocalActivities } from "@temporalio/workflow";
import type { OrchestratorActivities } from "../activities/index.ts";
import { nearFirst } from "./near-first.ts";

/** A try in the workflow's own worker; well below the time of a workflow task. */
export const NEAR_TRY = { startToCloseTimeout: "2s", retry: { maximumAttempts: 1 } } as const;

const near = proxyLocalActivities<OrchestratorActivities>(NEAR_TRY);
const far = proxyActivities<OrchestratorActivities>({
  startToCloseTimeout: "30s",
  heartbeatTimeout: "5s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "5s" },
});

/** The activities that read and write rows. */
export const rows: OrchestratorActivities = {
  takeNext: nearFirst(near.takeNext, far.takeNext),
  admit: nearFirst(near.admit, far.admit),
  mustStopStarting: nearFirst(near.mustStopStarting, far.mustStopStarting),
  endOperation: nearFirst(near.endOperation, far.endOperation),
};

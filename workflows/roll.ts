import { makeContinueAsNewFunc, workflowInfo, type Workflow } from "@temporalio/workflow";

const DAY_MS = 86_400_000;

/** True when this run has lived for a day, has grown long, or newer code waits for it. */
export function mustRoll(): boolean {
  const info = workflowInfo();
  const isOld = Date.now() - info.runStartTime.getTime() > DAY_MS;
  return isOld || info.continueAsNewSuggested || info.targetWorkerDeploymentVersionChanged;
}

/** Continues as a new run with the same input, on the newest code where that changed. Call it from the main loop only. */
export async function roll<Run extends Workflow>(...args: Parameters<Run>): Promise<never> {
  const hasMoved = workflowInfo().targetWorkerDeploymentVersionChanged;
  return await makeContinueAsNewFunc<Run>(hasMoved ? { initialVersioningBehavior: "AUTO_UPGRADE" } : {})(...args);
}

import { TemporalFailure, WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  startChild,
} from "@temporalio/workflow";
import { LOOK_WHILE_RUNNING_MS } from "../domain/decide-next.ts";
import { look, operationWorkflowId, WORKFLOW_TASK_TIMEOUT } from "./messages.ts";
import { operation } from "./operation.ts";
import { mustRoll, roll } from "./roll.ts";
import { rows } from "./rows.ts";

const DAY_MS = 86_400_000;

/**
 * The life of one environment: woken, it asks what is next, starts one operation at a time, and waits. What it knows
 * is in rows, so it may be terminated and started again at any moment. A cancel changes nothing.
 */
export async function environment({ uid }: { readonly uid: string }): Promise<void> {
  let isWoken = false;
  let attachedTo: string | undefined;
  const wake = () => void (isWoken = true);
  setHandler(look, wake);
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      isWoken = false; // Before the rows are read: a look that comes meanwhile is not lost.
      const next = await rows.takeNext(attachedTo === undefined ? { uid } : { uid, attachedTo });
      if (next.do === "end") return;
      if (next.do === "start") {
        attachedTo = next.operationId;
        // What was started just now has its outcome to come: nothing else is next until somebody wakes us.
        const isNew = await startOperation(next.operationId, wake);
        if (isNew) await condition(() => isWoken, LOOK_WHILE_RUNNING_MS);
      } else {
        if (next.stopOperationId !== undefined) await tellToLook(next.stopOperationId);
        const waitMs = Math.min(Math.max(next.lookAgainAt - Date.now(), 100), DAY_MS);
        await condition(() => isWoken, waitMs);
      }
      if (mustRoll()) await roll<typeof environment>({ uid });
    }
  });
}

/** Starts an operation that outlives this run and answers true, or attaches to it; `whenClosed` is called when the started one closes, however that is. */
async function startOperation(operationId: string, whenClosed: () => void): Promise<boolean> {
  try {
    const child = await startChild(operation, {
      workflowId: operationWorkflowId(operationId),
      args: [{ operationId }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    });
    child.result().then(whenClosed, whenClosed);
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error; // It runs, or ran: its outcome row tells.
    return false;
  }
}

/** Tells an operation to read its rows. One that has closed meanwhile needs no telling: its outcome row tells. */
async function tellToLook(operationId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(operationWorkflowId(operationId)).signal(look);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
  }
}

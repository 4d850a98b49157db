import type { Client, WorkflowSignalWithStartOptions } from "@temporalio/client";
import type { LookTarget } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { approval, environment, promotion } from "../../workflows/index.ts";
import {
  APPROVAL_WORKFLOW,
  approvalWorkflowId,
  ENVIRONMENT_WORKFLOW,
  environmentWorkflowId,
  look,
  ORCHESTRATOR_TASK_QUEUE,
  PROMOTION_WORKFLOW,
  promotionWorkflowId,
  WORKFLOW_TASK_TIMEOUT,
} from "../../workflows/messages.ts";
import type { SendLook } from "./deliver-looks.ts";
import { temporalReason } from "./temporal-reason.ts";

const DEADLINE_MS = 5_000;

/** Sends looks through Temporal. The function it answers throws OrchestratorError `TEMPORAL_UNREACHABLE`. */
export function sendLookThrough(client: Client): SendLook {
  const common = {
    taskQueue: ORCHESTRATOR_TASK_QUEUE,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    signal: look,
    signalArgs: [],
  } satisfies Partial<WorkflowSignalWithStartOptions>;
  const send = async ({ kind, id }: LookTarget) => {
    if (kind === "approval")
      return await client.workflow.signalWithStart<typeof approval>(APPROVAL_WORKFLOW, {
        ...common,
        workflowId: approvalWorkflowId(id),
        args: [{ approvalId: id }],
      });
    return kind === "environment"
      ? await client.workflow.signalWithStart<typeof environment>(ENVIRONMENT_WORKFLOW, {
          ...common,
          workflowId: environmentWorkflowId(id),
          args: [{ uid: id }],
        })
      : await client.workflow.signalWithStart<typeof promotion>(PROMOTION_WORKFLOW, {
          ...common,
          workflowId: promotionWorkflowId(id),
          args: [{ promotionId: id }],
        });
  };
  return async (target) => {
    try {
      await client.withDeadline(Date.now() + DEADLINE_MS, async () => void (await send(target)));
    } catch (error) {
      throw new OrchestratorError("TEMPORAL_UNREACHABLE", `Temporal did not take the look: ${temporalReason(error)}`, {
        cause: error,
      });
    }
  };
}

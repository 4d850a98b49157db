import type { Client } from "@temporalio/client";
import { OrchestratorError } from "../../domain/errors.ts";
import type { environment } from "../../workflows/index.ts";
import {
  ENVIRONMENT_WORKFLOW,
  environmentWorkflowId,
  look,
  ORCHESTRATOR_TASK_QUEUE,
  WORKFLOW_TASK_TIMEOUT,
} from "../../workflows/messages.ts";
import type { SendLook } from "./deliver-looks.ts";
import { temporalReason } from "./temporal-reason.ts";

const DEADLINE_MS = 5_000;

/** Sends looks through Temporal. The function it answers throws OrchestratorError `TEMPORAL_UNREACHABLE`. */
export function sendLookThrough(client: Client): SendLook {
  return async (uid) => {
    try {
      await client.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.signalWithStart<typeof environment>(ENVIRONMENT_WORKFLOW, {
          workflowId: environmentWorkflowId(uid),
          taskQueue: ORCHESTRATOR_TASK_QUEUE,
          workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
          args: [{ uid }],
          signal: look,
          signalArgs: [],
        }),
      );
    } catch (error) {
      throw new OrchestratorError("TEMPORAL_UNREACHABLE", `Temporal did not take the look: ${temporalReason(error)}`, {
        cause: error,
      });
    }
  };
}

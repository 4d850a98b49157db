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
      throw new OrchestratorError("TEMPORAL_UNREACHABLE", `Temporal did not take the look: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  };
}

/** The gRPC status' own words where there is one: Temporal's client wraps it in "Failed to signalWithStart Workflow". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

import { WorkflowNotFoundError, type Client } from "@temporalio/client";
import type { WorkflowState } from "../../activities/workflow-state.ts";
import { operationWorkflowId } from "../../workflows/messages.ts";

/** Asks Temporal how an operation's workflow stands. */
export async function workflowStateOf(client: Client, operationId: string): Promise<WorkflowState> {
  try {
    const described = await client.workflow.getHandle(operationWorkflowId(operationId)).describe();
    if (described.status.name === "RUNNING") return { state: "open" };
    return { state: "closed", closedAt: (described.closeTime ?? new Date()).getTime() };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { state: "absent" };
    throw error;
  }
}

import type { Client } from "@temporalio/client";

/** What workflows cost Temporal. */
export interface HistoryCost {
  readonly events: number;
  readonly bytes: number;
  readonly transitions: number;
}

/** Events, bytes and state transitions of workflows, summed, as the server counts them. */
export async function historyCost(client: Client, workflowIds: readonly string[]): Promise<HistoryCost> {
  const total = { events: 0, bytes: 0, transitions: 0 };
  for (const workflowId of workflowIds) {
    const { historyLength, historySize, raw } = await client.workflow.getHandle(workflowId).describe();
    total.events += historyLength;
    total.bytes += historySize ?? 0;
    total.transitions += Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0);
  }
  return total;
}

import { Client, Connection, WorkflowNotFoundError } from "@temporalio/client";

const AT_ONCE = 20;

/** Which runs to end, and where. */
export interface OpenRuns {
  readonly address: string;
  readonly namespace: string;
  /** Ids of workflows that may be open. */
  readonly workflowIds: readonly string[];
  /** Whether a workflow that Temporal shows as open is ours: a server may serve others as well. */
  readonly isOurs: (workflowId: string) => Promise<boolean>;
}

/** Ends the open runs of an installation. What is not open, and what belongs to somebody else, stays as it is. */
export async function endOpenRuns({ address, namespace, workflowIds, isOurs }: OpenRuns): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace });
    const ids = new Set(workflowIds);
    const types = ["environment", "operation", "promotion", "approval", "sweep"]
      .map((type) => `WorkflowType = '${type}'`)
      .join(" OR ");
    const query = `ExecutionStatus = 'Running' AND (${types})`;
    for await (const { workflowId } of client.workflow.list({ query })) {
      if (await isOurs(workflowId)) ids.add(workflowId);
    }
    const left = [...ids];
    const endNext = async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await endRun(client, id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, endNext));
  } finally {
    await connection.close();
  }
}

async function endRun(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).terminate("the code has changed; it is taken up again from rows");
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error; // Not open: there is nothing to end.
  }
}

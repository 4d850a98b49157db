import { readFile, writeFile } from "node:fs/promises";
import { Client, Connection } from "@temporalio/client";
import { connectPostgres } from "../adapters/store/connect-postgres.ts";
import { postgresStore } from "../adapters/store/postgres-store.ts";
import { workflowCodeDigest } from "../workers/orchestrator/workflow-bundle.ts";
import { isMissing } from "./process/read-if-present.ts";
import type { StateFiles } from "./state-files.ts";

/** What starting again needs. */
export interface StartAgain {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly files: StateFiles;
  readonly report: (line: string) => void;
}

/**
 * Makes every live environment look at its rows. Where the workflows' code has changed since the open runs were
 * started, those are ended first: rows are the truth, and what was running is taken up again from them. No worker may
 * run while this does.
 */
export async function startAgainFromRows({ databaseUrl, temporalAddress, files, report }: StartAgain): Promise<void> {
  const digest = workflowCodeDigest();
  const before = await readFile(files.codeDigest, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  const store = postgresStore(connectPostgres(databaseUrl, { poolMax: 2 }));
  try {
    if (before !== undefined && before !== digest) {
      report("the code of the workflows has changed: taking up what was running from the rows");
      await endOpenRuns(temporalAddress);
      for (const operationId of await store.runningOperations()) {
        await store.recoverOperation(operationId, "taken up again by changed code");
      }
    }
    await store.lookAtAll();
  } finally {
    await store.close();
  }
  await writeFile(files.codeDigest, digest);
}

async function endOpenRuns(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    for await (const { workflowId, runId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
      await client.workflow
        .getHandle(workflowId, runId)
        .terminate("the code has changed; it is taken up again from rows");
    }
  } finally {
    await connection.close();
  }
}

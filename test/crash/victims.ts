import { Connection } from "@temporalio/client";
import { Client } from "pg";
import { cellTaskQueue, ORCHESTRATOR_TASK_QUEUE } from "../../workflows/messages.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import type { Installation } from "./installation.ts";

/** What is killed. */
export const VICTIMS = [
  "cell",
  "orchestrator",
  "api",
  "temporal",
  "control database",
  "cell database",
  "supervisor",
] as const;
/** What is killed. */
export type Victim = (typeof VICTIMS)[number];

const ASK_LIMIT_MS = 1_000;
const WORKFLOW_QUEUE = 1;
const ACTIVITY_QUEUE = 2;

/** Whether something that was killed does its work again: another process, and it answers, or asks for work. */
export async function answersAgain(installation: Installation, victim: Victim, deadPid: number): Promise<boolean> {
  const pid = await installation.pid(victim);
  if (pid === undefined || pid === deadPid) return false;
  try {
    return await answers(installation, victim, pid);
  } catch {
    return false; // Not yet.
  }
}

async function answers({ addresses, files }: Installation, victim: Victim, pid: number): Promise<boolean> {
  const { url, temporalAddress } = addresses();
  switch (victim) {
    case "supervisor":
      return await isHealthy(`${url}/readyz`);
    case "api":
      return await isHealthy(`${url}/healthz`);
    case "control database":
      return await answersQueries(files.database);
    case "cell database":
      return await answersQueries(files.cellDatabase);
    case "temporal":
      return await withTemporal(temporalAddress, async ({ workflowService }) => {
        await workflowService.describeNamespace({ namespace: "default" });
        return true;
      });
    case "cell":
      return await asksForWork(temporalAddress, { queue: cellTaskQueue("local"), type: ACTIVITY_QUEUE, pid });
    case "orchestrator":
      return await asksForWork(temporalAddress, { queue: ORCHESTRATOR_TASK_QUEUE, type: WORKFLOW_QUEUE, pid });
  }
}

async function isHealthy(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) })).ok;
}

async function answersQueries(dataDir: string): Promise<boolean> {
  const server = await findPostgres(dataDir);
  if (server === undefined) return false;
  const client = new Client({ connectionString: server.url("postgres"), connectionTimeoutMillis: ASK_LIMIT_MS });
  client.on("error", () => undefined); // The query below tells.
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } finally {
    await client.end();
  }
}

async function asksForWork(
  address: string,
  { queue, type, pid }: { readonly queue: string; readonly type: number; readonly pid: number },
): Promise<boolean> {
  return await withTemporal(address, async ({ workflowService }) => {
    const { pollers } = await workflowService.describeTaskQueue({
      namespace: "default",
      taskQueue: { name: queue },
      taskQueueType: type,
    });
    return pollers.some(({ identity }) => identity?.endsWith(`@${pid}`));
  });
}

// A connection of its own each time: one that lives on would wait longer and longer for a server that is away.
async function withTemporal<Answer>(
  address: string,
  ask: (connection: Connection) => Promise<Answer>,
): Promise<Answer> {
  const connection = await Connection.connect({ address, connectTimeout: ASK_LIMIT_MS });
  try {
    return await connection.withDeadline(Date.now() + ASK_LIMIT_MS, async () => await ask(connection));
  } finally {
    await connection.close();
  }
}

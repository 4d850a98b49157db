import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { incarnationsOf, runDirectory } from "../activities/components/process/run-directory.ts";
import { runProcesses } from "../activities/components/process/run-processes.ts";
import { stopRun } from "../activities/components/process/stop-run.ts";
import { findPostgres } from "./postgres/postgres-server.ts";
import { isMissing } from "./process/read-if-present.ts";
import type { StateFiles } from "./state-files.ts";

const STOP_WITHIN_MS = 5_000;

/** What ran in the local cell and was stopped. */
export interface StoppedCell {
  readonly services: number;
  readonly hadDatabase: boolean;
}

/** What ran in a cell, for people: `6 services`, `the cell's database server`; empty when nothing did. */
export function cellWords({ services, hadDatabase }: StoppedCell): readonly string[] {
  return [
    ...(services === 0 ? [] : [services === 1 ? "1 service" : `${services} services`]),
    ...(hadDatabase ? ["the cell's database server"] : []),
  ];
}

/** Stops every process of the local cell that is proven to be ours, then its database server. Data stays. */
export async function stopCell(files: StateFiles): Promise<StoppedCell> {
  const root = join(files.cell, "runs");
  const components = await readdir(root).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const stopped = await Promise.all(components.map(async (component) => await stopComponent(root, component)));
  const database = await findPostgres(files.cellDatabase);
  await database?.stop();
  return { services: stopped.filter((wasRunning) => wasRunning).length, hadDatabase: database !== undefined };
}

async function stopComponent(root: string, component: string): Promise<boolean> {
  let wasRunning = false;
  for (const incarnation of await incarnationsOf(root, component)) {
    const run = runDirectory(root, component, incarnation);
    const { leader, others } = await runProcesses(run);
    if (leader === undefined && others.length === 0) continue;
    wasRunning = true;
    const signal = AbortSignal.timeout(60_000);
    while ((await stopRun(run, { stopWithinMs: STOP_WITHIN_MS, signal })) === "going") signal.throwIfAborted();
  }
  return wasRunning;
}

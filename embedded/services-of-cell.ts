import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readClaim } from "../activities/components/process/claim.ts";
import { isAlive } from "../activities/components/process/process-identity.ts";
import { incarnationsOf, runDirectory } from "../activities/components/process/run-directory.ts";
import { isMissing } from "./process/read-if-present.ts";
import type { StateFiles } from "./state-files.ts";

/** How many components of the local cell have a process that runs. */
export async function servicesOfCell(files: StateFiles): Promise<number> {
  const root = join(files.cell, "runs");
  const components = await readdir(root).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const runs = await Promise.all(components.map(async (component) => await isRunning(root, component)));
  return runs.filter((runs) => runs).length;
}

async function isRunning(root: string, component: string): Promise<boolean> {
  for (const incarnation of await incarnationsOf(root, component)) {
    const claim = await readClaim(runDirectory(root, component, incarnation));
    if (claim.state === "won" && (await isAlive(claim.identity))) return true;
  }
  return false;
}

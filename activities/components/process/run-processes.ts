import { readdir, readFile } from "node:fs/promises";
import { readClaim } from "./claim.ts";
import { CLAIM_VARIABLE } from "./launch-process.ts";
import { isAlive, lookAtProcess, type ProcessIdentity } from "./process-identity.ts";
import type { RunDirectory } from "./run-directory.ts";
import { ifThere } from "./system-errors.ts";

/** The processes that are proven to belong to a run. */
export interface RunProcesses {
  /** The one that won the claim; undefined when it is dead. It leads a group and a session of its own. */
  readonly leader: ProcessIdentity | undefined;
  /** Others that carry the run's name in their environment: children, and what they left behind. */
  readonly others: readonly number[];
}

/** Finds every living process of a run. Reads the whole process table: not for every look. */
export async function runProcesses(run: RunDirectory): Promise<RunProcesses> {
  const claim = await readClaim(run);
  const leader = claim.state === "won" && (await isAlive(claim.identity)) ? claim.identity : undefined;
  const named = await processesNamed((name) => name === run.name);
  return { leader, others: named.filter((pid) => pid !== leader?.pid) };
}

/** Pids of the living processes whose environment names a run that passes. Empty where the system has no /proc. */
export async function processesNamed(passes: (runName: string) => boolean): Promise<readonly number[]> {
  const names = (await ifThere(readdir("/proc"))) ?? [];
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const name = await runNameOf(pid);
      if (name === undefined || !passes(name)) return [];
      const seen = await lookAtProcess(pid);
      return seen === undefined || seen.isZombie ? [] : [pid];
    }),
  );
  return found.flat();
}

/** The run that a process's environment names; undefined when it names none or is not ours to read. */
export async function runNameOf(pid: number): Promise<string | undefined> {
  const text = await ifThere(readFile(`/proc/${pid}/environ`, "utf8"));
  const prefix = `${CLAIM_VARIABLE}=`;
  const variable = text?.split("\0").find((entry) => entry.startsWith(prefix));
  return variable?.slice(prefix.length);
}

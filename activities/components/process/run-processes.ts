import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { readClaim } from "./claim.ts";
import { CLAIM_VARIABLE } from "./launch-process.ts";
import { isAlive, lookAtProcess, type ProcessIdentity } from "./process-identity.ts";
import type { RunDirectory } from "./run-directory.ts";
import { ifThere } from "./system-errors.ts";

const EMPTY_TRIES = 10;
const EMPTY_RETRY_MS = 4;

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
      return name !== undefined && passes(name) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** The run that a living process's environment names; undefined when it names none or is not ours to read. */
export async function runNameOf(pid: number): Promise<string | undefined> {
  const seen = await lookAtProcess(pid);
  // Session 0 is the kernel's own.
  if (seen === undefined || seen.isZombie || seen.session === 0) return undefined;
  const prefix = `${CLAIM_VARIABLE}=`;
  const variable = ((await readEnvironment(pid)) ?? "").split("\0").find((entry) => entry.startsWith(prefix));
  return variable?.slice(prefix.length);
}

/** The text of a process's environment; undefined when it is gone or not ours to read. */
export async function readEnvironment(pid: number): Promise<string | undefined> {
  // While a process becomes another program its environment reads as empty. Therefore an empty one is read again.
  for (let tries = 1; ; tries += 1) {
    const text = await ifThere(readFile(`/proc/${pid}/environ`, "utf8"));
    if (text === undefined || text !== "" || tries === EMPTY_TRIES) return text;
    await sleep(EMPTY_RETRY_MS);
  }
}

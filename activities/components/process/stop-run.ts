import { rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeClaim, readClaim } from "./claim.ts";
import { isAlive, lookAtProcess } from "./process-identity.ts";
import { incarnationsOf, runDirectory, type RunDirectory } from "./run-directory.ts";
import { processesNamed, runProcesses, type RunProcesses } from "./run-processes.ts";
import { hasSystemCode, ifThere } from "./system-errors.ts";

const MOMENT_MS = 500;
const LOOK_MS = 10;
const KILL_LIMIT_MS = 2_000;
const RUNS_KEPT = 3;

/** How to stop a run. */
export interface StopOptions {
  /** Time between the first SIGTERM and SIGKILL, milliseconds. */
  readonly stopWithinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Stops every process of a run, and closes it to whoever would launch it late. Waits for half a second at most.
 *
 * First SIGTERM, and SIGKILL once `stopWithinMs` has passed since then, counted over repeats.
 */
export async function stopRun(run: RunDirectory, { stopWithinMs, signal }: StopOptions): Promise<"gone" | "going"> {
  await ifThere(closeClaim(run));
  const until = Date.now() + MOMENT_MS;
  let processes = await runProcesses(run);
  if (isEmpty(processes)) return "gone";
  const stoppingSince = (await ifThere(stat(run.stopping)))?.mtimeMs;
  if (stoppingSince === undefined) {
    await send(processes, "SIGTERM");
    await ifThere(writeFile(run.stopping, "", { mode: 0o600 }));
  } else if (Date.now() - stoppingSince >= stopWithinMs) {
    await send(processes, "SIGKILL");
  }
  while (Date.now() < until) {
    await sleep(LOOK_MS, undefined, { signal });
    if (await areGone(processes)) {
      // What it started meanwhile has to go, too.
      processes = await runProcesses(run);
      if (isEmpty(processes)) return "gone";
      await send(processes, "SIGTERM");
    }
  }
  return "going";
}

/** Kills what is left of a component's earlier runs, closes them, and deletes the directories of all but the latest few. */
export async function clearEarlierRuns(root: string, componentUid: string, incarnation: number): Promise<void> {
  if (incarnation === 1) return;
  const earlier = (await incarnationsOf(root, componentUid)).filter((number) => number < incarnation);
  const runs = earlier.map((number) => runDirectory(root, componentUid, number));
  for (const run of runs) await ifThere(closeClaim(run));
  // Also those whose directory somebody has deleted: they hold the port.
  await kill((name) => {
    const [uid, number] = name.split("/");
    return uid === componentUid && Number(number) < incarnation;
  });
  for (const run of runs.slice(0, -RUNS_KEPT)) await rm(run.path, { recursive: true, force: true });
  // Of the ones that are kept for their logs, the copies of their artifacts are not.
  for (const run of runs.slice(-RUNS_KEPT)) await rm(run.work, { recursive: true, force: true });
}

/** Deletes every directory of a component. Only for a component without a process. */
export async function deleteRuns(root: string, componentUid: string): Promise<void> {
  await rm(dirname(runDirectory(root, componentUid, 1).path), { recursive: true, force: true });
}

/** Kills at once every process of a run. For a run that has had its time. */
export async function killRun(run: RunDirectory): Promise<void> {
  const claim = await readClaim(run);
  const leader = claim.state === "won" && (await isAlive(claim.identity)) ? claim.identity : undefined;
  if (leader !== undefined) await send({ leader, others: [] }, "SIGKILL");
  await kill((name) => name === run.name);
}

/** Kills, and waits until they are gone or the system has had its time: a socket closes with its last process. */
async function kill(passes: (runName: string) => boolean): Promise<void> {
  const until = Date.now() + KILL_LIMIT_MS;
  for (;;) {
    const living = await processesNamed(passes);
    for (const pid of living) signalProcess(pid, "SIGKILL");
    if (living.length === 0 || Date.now() > until) return;
    await sleep(LOOK_MS);
  }
}

async function send({ leader, others }: RunProcesses, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (leader !== undefined) signalProcess(-leader.pid, signal);
  for (const pid of others) {
    // Its group has it already.
    const isReached = leader !== undefined && (await lookAtProcess(pid))?.group === leader.pid;
    if (!isReached) signalProcess(pid, signal);
  }
}

/** Sends a signal to a process that was proven ours a moment ago; a negative pid means its group. */
function signalProcess(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone meanwhile: what was wanted.
    if (!hasSystemCode(error, "ESRCH")) throw error;
  }
}

async function areGone({ leader, others }: RunProcesses): Promise<boolean> {
  if (leader !== undefined && (await isAlive(leader))) return false;
  for (const pid of others) {
    const seen = await lookAtProcess(pid);
    if (seen !== undefined && !seen.isZombie) return false;
  }
  return true;
}

function isEmpty({ leader, others }: RunProcesses): boolean {
  return leader === undefined && others.length === 0;
}

import { stat, writeFile } from "node:fs/promises";
import type { Observation } from "../driver.ts";
import { readClaim, type Claim } from "../process/claim.ts";
import { describeExit, readExit, TIMEOUT } from "../process/exit-note.ts";
import { changedInputs, type InputDigests } from "../process/input-digests.ts";
import { logTail } from "../process/log-tail.ts";
import { bootId, isAlive } from "../process/process-identity.ts";
import type { RunDirectory } from "../process/run-directory.ts";
import { processesNamed } from "../process/run-processes.ts";
import { killRun } from "../process/stop-run.ts";
import { hasSystemCode, ifThere } from "../process/system-errors.ts";

/** What a job should run, and where its run keeps its files. */
export interface WantedJob {
  readonly run: RunDirectory;
  readonly timeoutMs: number;
  readonly digests: InputDigests;
}

type WonClaim = Extract<Claim, { readonly state: "won" }>;

/** Looks at a job once. One that has had its time is killed here, because nobody else watches jobs. */
export async function lookAtJob(wanted: WantedJob): Promise<Observation> {
  const claim = await readClaim(wanted.run);
  if (claim.state === "free") return { state: "absent" };
  if (claim.state === "closed") return { state: "gone", reason: "it was stopped" };
  if (claim.state === "unfinished") return await lookAtLauncher(wanted.run);
  const changed = changedInputs(claim.digests, wanted.digests);
  if (changed.length > 0) return { state: "differs", fields: changed, replace: true };
  const ended = await lookAtEnd(wanted);
  if (ended !== undefined) return ended;
  if (await runsOn(wanted.run, claim)) return await lookAtRunning(wanted);
  // It may have ended between the two looks.
  return (await lookAtEnd(wanted)) ?? (await explainLoss(wanted.run, claim));
}

async function lookAtLauncher(run: RunDirectory): Promise<Observation> {
  const living = await processesNamed((name) => name === run.name);
  if (living.length > 0 || (await readClaim(run)).state === "won")
    return { state: "changing", reason: "it is being launched" };
  return { state: "gone", reason: "it died while it was launched", log: await logTail(run) };
}

async function lookAtEnd({ run, timeoutMs }: WantedJob): Promise<Observation | undefined> {
  const exit = await readExit(run);
  if (exit === undefined) return undefined;
  if ("code" in exit && exit.code === 0) return { state: "ready", outputs: { exitCode: 0 } };
  const log = await logTail(run);
  if ("isTimeout" in exit) {
    return {
      state: "failed",
      code: "COMPONENT_FAILED",
      reason: `it ran longer than ${timeoutMs} ms and was killed`,
      log,
    };
  }
  const isUnknown =
    "code" in exit && (exit.code === 126 || exit.code === 127) && /not found|ermission denied/.test(log.at(-1) ?? "");
  const code = isUnknown ? "COMMAND_NOT_FOUND" : "COMPONENT_FAILED";
  return { state: "failed", code, reason: `it ended with ${describeExit(exit)}`, log };
}

/** The command may outlive its shell when somebody kills that alone. */
async function runsOn(run: RunDirectory, claim: WonClaim): Promise<boolean> {
  if (await isAlive(claim.identity)) return true;
  return (await processesNamed((name) => name === run.name)).length > 0;
}

async function lookAtRunning(wanted: WantedJob): Promise<Observation> {
  const { run, timeoutMs } = wanted;
  const startedAt = (await ifThere(stat(run.claim)))?.mtimeMs ?? Date.now();
  const ranMs = Date.now() - startedAt;
  const log = await logTail(run);
  if (ranMs < timeoutMs) return { state: "changing", reason: `it has run for ${Math.round(ranMs / 1_000)} s`, log };
  await noteTimeout(run);
  await killRun(run);
  return (await lookAtEnd(wanted)) ?? { state: "changing", reason: "its time is over", log };
}

/** Written before the kill, so that a crash in between leaves no job that was killed for nothing known. */
async function noteTimeout(run: RunDirectory): Promise<void> {
  try {
    await writeFile(run.exit, TIMEOUT, { flag: "wx", mode: 0o600 });
  } catch (error) {
    // It has ended by itself in this moment, and that counts.
    if (!hasSystemCode(error, "EEXIST")) throw error;
  }
}

async function explainLoss(run: RunDirectory, { identity }: WonClaim): Promise<Observation> {
  const isOtherBoot = identity.bootId !== (await bootId());
  const reason = isOtherBoot
    ? "the machine was started again while it ran"
    : `pid ${identity.pid} is gone without an exit code`;
  return { state: "gone", reason, log: await logTail(run) };
}

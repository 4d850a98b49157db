import { rm, stat } from "node:fs/promises";
import { lookAtJob } from "../../components/job/look-at-job.ts";
import { cellFiles } from "../../components/process/cell-files.ts";
import { readExit } from "../../components/process/exit-note.ts";
import type { InputDigests } from "../../components/process/input-digests.ts";
import { ifThere } from "../../components/process/system-errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { StepAnswer } from "../step.ts";
import type { CommandRun } from "./command-run.ts";
import { findJson } from "./find-json.ts";
import { readTail } from "./read-tail.ts";

/** What a look at a run found. */
export type SeenRun = StepAnswer | { readonly status: "absent" };

const TAIL_BYTES = 64 * 1024;
const SOONEST_MS = 500;
const LATEST_MS = 5_000;

/** A run belongs to its attempt, whatever it was launched with: a repeat joins it. Therefore nothing of that is in its claim. */
export const RUN_DIGESTS: InputDigests = { artifact: "step", command: "step", environment: "step" };

/** Looks at a run once. Of one that has ended only the last 64 KiB of its output are kept. */
export async function lookAtRun(wanted: CommandRun): Promise<SeenRun> {
  const seen = await lookAtJob({
    run: wanted.run,
    timeoutMs: Number.POSITIVE_INFINITY,
    digests: RUN_DIGESTS,
  });
  if (seen.state === "absent") return { status: "absent" };
  if (seen.state === "changing")
    return { status: "waits", reason: seen.reason ?? "it runs", lookAgainInMs: await againInMs(wanted) };
  const output = await endOf(wanted);
  if (seen.state === "ready") return { status: "succeeded", output };
  const last = "log" in seen ? seen.log?.at(-1) : undefined;
  const why = "reason" in seen ? seen.reason : "it was launched otherwise";
  return { status: "failed", reason: last === undefined ? why : `${why}: ${last}`, output };
}

/** What it wrote at the end, and its exit code where one is known. Its copy of the artifact is not needed any more. */
async function endOf({ run }: CommandRun): Promise<JsonObject> {
  const exit = await readExit(run);
  const { text, isCut } = await readTail(run.log, TAIL_BYTES);
  if (isCut) await cellFiles.write(run.log, text);
  for (const path of [run.olderLog, run.work]) await rm(path, { recursive: true, force: true });
  const json = findJson(text);
  return {
    ...(exit !== undefined && "code" in exit && { exitCode: exit.code }),
    stdoutTail: text,
    ...(json !== undefined && { json }),
  };
}

/** The longer it has run, the later the next look: a tenth of that, 0.5 s to 5 s. */
async function againInMs({ run }: CommandRun): Promise<number> {
  const startedAt = (await ifThere(stat(run.claim)))?.mtimeMs ?? Date.now();
  return Math.min(Math.max((Date.now() - startedAt) / 10, SOONEST_MS), LATEST_MS);
}

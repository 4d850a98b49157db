import type { JsonObject } from "../../domain/schema/json.ts";
import type { StepAnswer } from "../steps/step.ts";
import type { StepAttempt } from "./attempt.ts";
import type { StepPorts } from "./step-ports.ts";

/** What one attempt came to. Reasons hold no secrets. */
export type StepResult =
  | { readonly state: "done" }
  | { readonly state: "skipped"; readonly reason: string }
  /** On its way: run it again after so many milliseconds. */
  | { readonly state: "waits"; readonly reason: string; readonly lookAgainInMs: number }
  | { readonly state: "failed"; readonly reason: string };

const REASON_LENGTH = 2_000;
const OUTPUT_BYTES = 256 * 1024;
const SOONEST_MS = 50;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Records what a step answered, and says what follows: it is over, it waits, or it is tried again. */
export async function recordAnswer(ports: StepPorts, attempt: StepAttempt, answer: StepAnswer): Promise<StepResult> {
  const { turn, opened, deadline } = attempt;
  if (answer.status === "succeeded") {
    await recordSuccess(ports, attempt, answer);
    return { state: "done" };
  }
  if (answer.status === "waits") return await recordWait(ports, attempt, answer);
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (opened.attempt - 1), LONGEST_PAUSE_MS);
  const isLast = opened.attempt > opened.retries || ports.now() + pauseMs >= deadline;
  if (isLast) return await recordFailure(ports, attempt, answer);
  const reason = shorten(attempt.secrets.mask(answer.reason));
  attempt.log.add(`attempt ${opened.attempt} failed: ${reason}`);
  await ports.records.tryFailed(turn, { attempt: opened.attempt, reason });
  return await recordWait(ports, attempt, {
    reason: `attempt ${opened.attempt} of ${opened.retries + 1} failed, tried again: ${reason}`,
    lookAgainInMs: pauseMs,
  });
}

/** Records that a step failed for good. */
export async function recordFailure(
  ports: StepPorts,
  { turn, secrets }: StepAttempt,
  failure: { readonly reason: string; readonly output?: JsonObject },
): Promise<StepResult> {
  const reason = shorten(secrets.mask(failure.reason));
  const { output } = capOutput(secrets.maskJson(failure.output ?? {}));
  await ports.records.failed(turn, { reason, output });
  return { state: "failed", reason };
}

async function recordSuccess(
  { records }: StepPorts,
  { turn, secrets }: StepAttempt,
  answer: Extract<StepAnswer, { status: "succeeded" }>,
): Promise<void> {
  const note = shorten(secrets.mask(answer.note ?? ""));
  const { output, isCut } = capOutput(secrets.maskJson(answer.output ?? {}));
  const told = isCut ? [note, "its output has more than 256 KiB and was left out"] : [note];
  await records.succeeded(turn, { output, note: told.filter((one) => one !== "").join("; ") });
}

/** A wait is never longer than the time that the step has left: then it is looked at a last time. */
async function recordWait(
  ports: StepPorts,
  { turn, secrets, deadline }: StepAttempt,
  { reason, lookAgainInMs }: { readonly reason: string; readonly lookAgainInMs: number },
): Promise<StepResult> {
  const said = shorten(secrets.mask(reason));
  await ports.records.progress(turn, said);
  const leftMs = deadline - ports.now();
  return { state: "waits", reason: said, lookAgainInMs: Math.max(Math.min(lookAgainInMs, leftMs), SOONEST_MS) };
}

function capOutput(output: JsonObject): { readonly output: JsonObject; readonly isCut: boolean } {
  const isCut = Buffer.byteLength(JSON.stringify(output)) > OUTPUT_BYTES;
  return { output: isCut ? {} : output, isCut };
}

function shorten(text: string): string {
  return text.length > REASON_LENGTH ? `${text.slice(0, REASON_LENGTH)}…` : text;
}

import type { OpenedStep, StepTurn } from "../../adapters/cell-records/step-records-port.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { parseDuration } from "../../domain/parse-duration.ts";
import { maskError } from "../converge/mask-error.ts";
import type { Step, StepAnswer } from "../steps/step.ts";
import { actInTime } from "./act-in-time.ts";
import type { StepAttempt } from "./attempt.ts";
import { recordAnswer, recordFailure, type StepResult } from "./record-answer.ts";
import { resolveStep } from "./resolve-step.ts";
import { secretValues } from "./secret-values.ts";
import { stepContext } from "./step-context.ts";
import { stepLog } from "./step-log.ts";
import type { StepPorts } from "./step-ports.ts";

export type { StepResult } from "./record-answer.ts";

/**
 * One attempt at one step of an operation, or at its undo. What an earlier attempt has ended stays as it ended.
 *
 * A retry, a crash and a wait take the same path: the row is opened, its config is resolved, the step acts and its
 * answer is recorded. Steps are repeatable; what they do outside goes through the ledger of effects.
 *
 * @throws OrchestratorError `FENCED`; the signal's reason; faults of the ports, masked
 */
export async function runStep(
  ports: StepPorts,
  { turn, signal }: { readonly turn: StepTurn; readonly signal: AbortSignal },
): Promise<StepResult> {
  const opened = await ports.records.open(turn);
  const ended = endOf(opened, turn);
  if (ended !== undefined) return ended;
  const secrets = secretValues(ports.mask);
  const step = ports.steps.get(opened.kind);
  if (step === undefined) {
    const reason = `this cell has no step kind "${opened.kind}"`;
    await ports.records.failed(turn, { reason, output: {} });
    return { state: "failed", reason };
  }
  const log = stepLog(ports.records, { turn, mask: secrets.mask });
  const deadline = opened.startedAt + (parseDuration(opened.timeout) ?? step.timeoutMs);
  const attempt: StepAttempt = { turn, opened, step, signal, secrets, log, deadline };
  try {
    return await runAttempt(ports, attempt);
  } catch (error) {
    throw maskError(error, secrets.mask);
  } finally {
    await log.flush();
  }
}

/** How the step ended in an earlier attempt, of this worker or another; undefined when it is to go on. */
function endOf({ state, reason }: OpenedStep, { isUndo }: StepTurn): StepResult | undefined {
  if (state === "Undone" || (state === "Succeeded" && !isUndo)) return { state: "done" };
  if (state === "Undo failed" || (state === "Failed" && !isUndo)) return { state: "failed", reason };
  return state === "Skipped" ? { state: "skipped", reason } : undefined;
}

async function runAttempt(ports: StepPorts, attempt: StepAttempt): Promise<StepResult> {
  const { opened, turn, signal, deadline } = attempt;
  const resolved = await resolveStep(ports, attempt).catch(asAnswer);
  // What cannot be resolved is not mended by another attempt of the same.
  if ("status" in resolved && resolved.status === "failed") return await recordFailure(ports, attempt, resolved);
  if ("status" in resolved) return await recordAnswer(ports, attempt, resolved);
  if (resolved.isSkipped) {
    const reason = attempt.secrets.mask(resolved.reason);
    await ports.records.skipped(turn, reason);
    return { state: "skipped", reason };
  }
  const { config } = resolved;
  if (opened.isCancelRequested && !turn.isUndo)
    return await stop(ports, attempt, { config, reason: "its operation was cancelled" });
  if (ports.now() > deadline) return await stop(ports, attempt, { config, reason: outOfTime(attempt) });
  const acting = await actInTime({ signal, leftMs: deadline - ports.now() }, async (limited) => {
    const { context, fault } = stepContext(ports, attempt, limited);
    try {
      return await act(attempt.step, { config, context, output: opened.output });
    } catch (error) {
      if (fault() !== undefined) throw fault();
      signal.throwIfAborted();
      if (limited.aborted) return undefined; // Its time is over, and it was told so.
      return asAnswer(error, "it broke: ");
    }
  });
  if (acting === undefined) return await stop(ports, attempt, { config, reason: outOfTime(attempt) });
  if (acting.status === "waits" && ports.now() >= deadline)
    return await stop(ports, attempt, { config, reason: `${outOfTime(attempt)}: ${acting.reason}` });
  return await recordAnswer(ports, attempt, acting);
}

interface Acting {
  readonly config: unknown;
  readonly context: Parameters<Step["run"]>[1];
  readonly output: OpenedStep["output"];
}

async function act(step: Step, { config, context, output }: Acting): Promise<StepAnswer> {
  if (!context.isUndo) return await step.run(config, context);
  if (step.undo === undefined) return { status: "succeeded", note: "there is nothing to take back" };
  return await step.undo(config, context, output);
}

/**
 * What an error means for the step. What the outside may mend by itself is waited for; another code is a failure, and so
 * is a bug of the step where `broke` says how to tell it. @throws the error where it is none of these
 */
function asAnswer(error: unknown, broke?: string): StepAnswer & { readonly status: "failed" | "waits" } {
  if (!(error instanceof OrchestratorError)) {
    if (broke === undefined) throw error;
    return { status: "failed", reason: `${broke}${error instanceof Error ? error.message : String(error)}` };
  }
  if (error.code === "FENCED") throw error;
  if (!ERROR_CODES[error.code].retryable) return { status: "failed", reason: error.message };
  const { retryAfterMs } = error.details;
  const lookAgainInMs = typeof retryAfterMs === "number" ? retryAfterMs : AGAIN_AFTER_MS;
  return { status: "waits", reason: error.message, lookAgainInMs };
}

const AGAIN_AFTER_MS = 3_000;

/** Ends what the step has left running, and records that it failed; unless that had ended well by itself. */
async function stop(
  ports: StepPorts,
  attempt: StepAttempt,
  { config, reason }: { readonly config: unknown; readonly reason: string },
): Promise<StepResult> {
  const { context, fault } = stepContext(ports, attempt, attempt.signal);
  const answer = await Promise.resolve(attempt.step.stop?.(config, context)).catch((error: unknown) => {
    if (fault() !== undefined) throw fault();
    const told = asAnswer(error, "it broke: ");
    if (told.status === "waits") throw error; // It is ended by another attempt.
    return told;
  });
  if (answer?.status === "succeeded") return await recordAnswer(ports, attempt, answer);
  const output = answer?.status === "failed" ? answer.output : undefined;
  return await recordFailure(ports, attempt, { reason, ...(output === undefined ? {} : { output }) });
}

function outOfTime({ deadline, opened }: StepAttempt): string {
  return `not done within ${Math.round((deadline - opened.startedAt) / 1_000)} s`;
}

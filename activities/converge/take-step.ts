import { setTimeout as sleep } from "node:timers/promises";
import type { OpenedStep, StepTurn } from "../../adapters/cell-records/upgrade-records-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { stepCall } from "../../domain/plan-upgrades.ts";
import type { Driver } from "../components/driver.ts";
import type { MoveSubject, Moving, VersionMoves } from "../components/version-moves.ts";
import { asProblem } from "./as-problem.ts";
import type { AttemptResult } from "./attempt.ts";
import type { CellPorts } from "./cell-ports.ts";
import { makeEffect } from "./effect.ts";
import { identityOf } from "./identity-of.ts";
import { isOutOfTime, LOOK_FOR_MS, lookEveryMs, nextLookInMs } from "./look-times.ts";
import type { Problem } from "./record-failure.ts";

/** An attempt at one step. */
interface StepAttempt {
  readonly turn: StepTurn;
  readonly signal: AbortSignal;
}

interface OpenStep extends StepAttempt {
  readonly opened: OpenedStep;
  readonly moves: VersionMoves;
  /** True once this attempt has sent the move. */
  hasSent: boolean;
}

/**
 * Takes one step of an upgrade: looks, sends the move once where it was not sent, and looks again for a few seconds. A retry
 * and a crash take the same path.
 */
export async function takeStep(ports: CellPorts, attempt: StepAttempt): Promise<AttemptResult> {
  const opened = await ports.upgrades.openStep(attempt.turn);
  if (opened.state === "Succeeded") return { state: "done" };
  const step: OpenStep = { ...attempt, opened, moves: movesOf(ports.drivers, opened), hasSent: false };
  const lookUntil = ports.now() + LOOK_FOR_MS;
  const everyMs = lookEveryMs(opened.expectedMs);
  let said: string | undefined;
  for (;;) {
    const startedAt = ports.now();
    const seen = await lookAndMove(ports, step);
    if (seen.state === "ready") return await recordDone(ports, step);
    if (seen.state === "failed") return await recordStepFailure(ports, step, seen);
    if (isOutOfTime(step, ports.now())) return await recordStepFailure(ports, step, outOfTime(step, seen));
    const reason = seen.state === "changing" ? seen.reason : undefined;
    if (reason !== undefined && reason !== said) await ports.upgrades.stepProgress(step.turn, reason);
    said = reason ?? said;
    if (ports.now() + everyMs > lookUntil) return { state: "waits", lookAgainInMs: nextLookInMs(step, ports.now()) };
    await sleep(Math.max(everyMs - (ports.now() - startedAt), 0), undefined, { signal: step.signal });
  }
}

function movesOf(drivers: ReadonlyMap<string, Driver>, { kind, name }: OpenedStep): VersionMoves {
  const moves = drivers.get(kind)?.upgrade;
  if (moves !== undefined) return moves;
  throw new OrchestratorError("COMPONENT_KIND_UNKNOWN", `this cell moves no version of kind "${kind}" of "${name}"`);
}

/** What waiting will not mend is a failure; what the outside may mend is thrown on, until the step has had its time. */
async function lookAndMove(ports: CellPorts, step: OpenStep): Promise<Moving> {
  try {
    const seen = await step.moves.observe(subjectOf(step), step.signal);
    // What an earlier operation has left failed is tried once more by this one.
    const isAsked = seen.state === "differs" || (seen.state === "failed" && seen.code === "CLOUD_UPDATE_FAILED");
    const isForced = seen.state === "differs" && seen.mustForce === true;
    if (!isAsked || (isSent(step) && !isForced)) return seen;
    await send(ports, step, isForced);
    return { state: "changing" };
  } catch (error) {
    const problem = asProblem(ports, step, error);
    if (problem !== undefined) return { state: "failed", ...problem };
    // It is tried again, perhaps for long: people are told why.
    if (error instanceof OrchestratorError && error.code !== "FENCED")
      await ports.upgrades.stepProgress(step.turn, error.message).catch(() => undefined);
    throw error;
  }
}

/** Whether this operation has sent the move, in this attempt or an earlier one. */
function isSent({ hasSent, opened, turn }: OpenStep): boolean {
  const { effect } = opened;
  return hasSent || (effect?.state === "done" && effect.operationId === turn.operationId);
}

async function send(ports: CellPorts, step: OpenStep, isForced: boolean): Promise<void> {
  const { opened, turn, moves, signal } = step;
  const { from, to, incarnation } = opened;
  const wire = async (token: string) => await moves.apply({ ...subjectOf(step), token }, signal);
  const call = `${isForced ? "force" : "upgrade"} ${turn.step}`;
  await makeEffect(ports, step, { call, incarnation, request: { from, to }, wire });
  step.hasSent = true;
}

function subjectOf(step: OpenStep): MoveSubject {
  const { opened, turn } = step;
  const { incarnation, phase, from, to, accepted, mayForce } = opened;
  const cause = `${turn.operationId} ${turn.step}`;
  return { id: identityOf(step), incarnation, move: { cause, phase, from, to, accepted, mayForce } };
}

async function recordDone(ports: CellPorts, step: OpenStep): Promise<AttemptResult> {
  const { opened, turn } = step;
  const tookMs = isSent(step) || opened.phase === "insights" ? { tookMs: ports.now() - opened.startedAt } : {};
  ports.reached("before record");
  await ports.upgrades.stepDone(turn, { call: stepCall(opened.phase), ...tookMs });
  ports.reached("after record");
  return { state: "done" };
}

async function recordStepFailure(ports: CellPorts, step: OpenStep, { code, reason }: Problem): Promise<AttemptResult> {
  ports.reached("before record");
  await ports.upgrades.stepFailed(step.turn, { code, message: reason, log: [] });
  ports.reached("after record");
  return { state: "failed", code, message: reason };
}

function outOfTime({ opened }: OpenStep, seen: Moving): Problem {
  const seconds = Math.round(opened.readyWithinMs / 1_000);
  const why = seen.state === "changing" && seen.reason !== undefined ? `: ${seen.reason}` : "";
  return { code: "COMPONENT_NOT_READY_IN_TIME", reason: `not done within ${seconds} s${why}` };
}

import {
  ActivityFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
  TimeoutFailure,
} from "@temporalio/workflow";
import type { AdmittedStep, AdmittedTurn, CellActivities, StepActivities, WantedLook } from "../activities/index.ts";
import { cellTaskQueue, look } from "./messages.ts";
import { rows } from "./rows.ts";
import { type GraphEnd, type GraphRun, runGraph } from "./run-graph.ts";
import { runSteps } from "./run-steps.ts";

/** A cell that cannot look for so long decides that an upgrade does not begin. */
const LOOK_LIMIT = "15m";

/**
 * One run of work on one environment: takes the turn, runs its components as a graph without waves, and writes the
 * outcome once nothing is in flight. A cancel, from a person or from Temporal's own tools, stops the starting only.
 */
export async function operation({ operationId }: { readonly operationId: string }): Promise<void> {
  let isLookWanted = false;
  let isCancelled = false;
  setHandler(look, () => void (isLookWanted = true));
  CancellationScope.current().cancelRequested.catch(() => void (isCancelled = true));
  await CancellationScope.nonCancellable(async () => {
    const isAsked = () => isLookWanted || isCancelled;
    const mustEnd = async () => {
      isLookWanted = false;
      return isCancelled || (await rows.mustStopStarting({ operationId }));
    };
    const turn = await takeTurn(operationId, { isWoken: isAsked, mustStop: mustEnd });
    if (!turn.isAdmitted) return;
    const steps = new Set(turn.components.filter(({ isStep }) => isStep).map(({ name }) => name));
    const uidByName = new Map(turn.components.map(({ name, uid }) => [name, uid]));
    const uidOf = (name: string) => uidByName.get(name) ?? name;
    const converge = convergeIn(turn);
    let isLate = false;
    void sleep(turn.deadlineMs).then(() => (isLate = true));
    const isWoken = () => isAsked() || isLate;
    const mustStop = async () => {
      isLookWanted = false;
      return isLate || (await mustEnd());
    };
    const stepRun = {
      run: stepIn(turn, operationId),
      mustStop: async () => isWoken() && (await mustStop()),
    };
    const before = await runSteps(
      turn.steps.filter(({ time }) => time !== "after"),
      stepRun,
      { hasFailed: false, wasStopped: false },
    );
    const isOff = before.failure !== undefined || before.wasStopped;
    const end = isOff
      ? notBegun(turn.components, before.wasStopped)
      : await runGraph(turn.components, {
          run: async (name) =>
            await converge(name, {
              operationId,
              componentUid: uidOf(name),
              epoch: turn.epoch,
              ...(steps.has(name) ? { step: name } : {}),
            }),
          isWoken,
          mustStop,
        });
    const hasFailed = before.failure !== undefined || end.errors.size > 0;
    const after = await runSteps(
      turn.steps.filter(({ time }) => time === "after"),
      stepRun,
      { hasFailed, wasStopped: end.wasStopped },
    );
    // Of a component with several steps, what failed first counts.
    const errors = [...end.errors].toReversed();
    const failed = Object.fromEntries(errors.map(([name, error]) => [uidOf(name), reasonOf(error)]));
    await rows.endOperation({
      operationId,
      failed,
      notStarted: [...new Set(end.notStarted.map(uidOf))],
      wasCancelled: after.wasStopped && !isLate && (end.notStarted.length > 0 || turn.steps.length > 0) && !hasFailed,
      ...(isLate ? { reason: `its deadline of ${Math.round(turn.deadlineMs / 60_000)} min has passed` } : {}),
    });
  });
}

/** Whether nothing more is to be started. */
type Stop = Pick<GraphRun, "isWoken" | "mustStop">;

/** Takes the turn. Where an upgrade is planned, clusters are looked at first; what cannot be looked at decides without. */
async function takeTurn(operationId: string, stop: Stop): Promise<AdmittedTurn> {
  const turn = await rows.admit({ operationId });
  if (turn.isAdmitted || turn.wantedLook === undefined) return turn;
  const lookFailed = await lookFirst(turn.wantedLook, { operationId, ...stop });
  return await rows.admit({ operationId, hasLooked: true, ...(lookFailed === undefined ? {} : { lookFailed }) });
}

/** Has a cell look at clusters, until it has, its time is over, or nothing is to be started; answers why it has not. */
async function lookFirst(
  { cell, componentUids }: WantedLook,
  { operationId, isWoken, mustStop }: Stop & { readonly operationId: string },
): Promise<string | undefined> {
  const { lookAtVersions } = proxyActivities<CellActivities>({
    taskQueue: cellTaskQueue(cell),
    startToCloseTimeout: "2m",
    heartbeatTimeout: "5s",
    scheduleToCloseTimeout: LOOK_LIMIT,
    retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "15s" },
  });
  const looking = new CancellationScope();
  let isOver = false;
  const attempt = async (): Promise<string | undefined> => {
    try {
      await looking.run(async () => await lookAtVersions({ operationId, componentUids }));
      return undefined;
    } catch (error) {
      return isTimeout(error) ? `it has not answered within ${LOOK_LIMIT}` : reasonOf(error);
    } finally {
      isOver = true;
    }
  };
  const looked = attempt();
  while (!isOver) {
    await condition(() => isOver || isWoken());
    if (isOver || !(await mustStop())) continue;
    looking.cancel();
    break;
  }
  return await looked;
}

/** What a graph comes to that was never begun. */
function notBegun(components: readonly { readonly name: string }[], wasStopped: boolean): GraphEnd {
  return { errors: new Map(), notStarted: components.map(({ name }) => name), wasStopped };
}

/** Runs one step of a turn in its cell; answers why it failed, or undefined. */
function stepIn({ cell, deadlineMs, epoch }: Extract<AdmittedTurn, { isAdmitted: true }>, operationId: string) {
  const { runStep } = proxyActivities<StepActivities>({
    taskQueue: cellTaskQueue(cell),
    // A step may hold a lock of a database for long, and keeps its own time. A dead worker is noticed by its heartbeat.
    startToCloseTimeout: deadlineMs,
    heartbeatTimeout: "5s",
    scheduleToCloseTimeout: deadlineMs,
    retry: { initialInterval: "1s", backoffCoefficient: 1, maximumInterval: "1m" },
  });
  return async ({ name, time }: AdmittedStep): Promise<string | undefined> => {
    try {
      const input = { operationId, step: name, epoch, isUndo: time === "undo" };
      const end = await runStep.executeWithOptions({ summary: name }, [input]);
      return end.status === "failed" ? end.reason : undefined;
    } catch (error) {
      return reasonOf(error);
    }
  };
}

function convergeIn({ cell, deadlineMs }: Extract<AdmittedTurn, { isAdmitted: true }>) {
  const { converge } = proxyActivities<CellActivities>({
    taskQueue: cellTaskQueue(cell),
    startToCloseTimeout: "30s",
    heartbeatTimeout: "5s",
    // The component's own limit is kept by its converge, which counts from its first look: a cell that is away costs no component its time.
    scheduleToCloseTimeout: deadlineMs,
    retry: { initialInterval: "1s", backoffCoefficient: 1, maximumInterval: "1m" },
  });
  return async (summary: string, input: Parameters<CellActivities["converge"]>[0]) =>
    await converge.executeWithOptions({ summary }, [input]);
}

function isTimeout(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof TimeoutFailure;
}

/** One line of why a converge failed. The fault with its facts is a row already; this is the net for those that wrote none. */
function reasonOf(error: unknown): string {
  if (isCancellation(error)) return "cancelled";
  if (error instanceof ActivityFailure) return error.cause?.message ?? error.message;
  throw error;
}

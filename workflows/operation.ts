import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
} from "@temporalio/workflow";
import type { AdmittedTurn, CellActivities, OrchestratorActivities } from "../activities/index.ts";
import { cellTaskQueue, look } from "./messages.ts";
import { runGraph } from "./run-graph.ts";

const rows = proxyActivities<OrchestratorActivities>({
  startToCloseTimeout: "30s",
  heartbeatTimeout: "5s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "5s" },
});

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
    const turn = await rows.admit({ operationId });
    if (!turn.isAdmitted) return;
    const uidByName = new Map(turn.components.map(({ name, uid }) => [name, uid]));
    const uidOf = (name: string) => uidByName.get(name) ?? name;
    const converge = convergeIn(turn);
    let isLate = false;
    void sleep(turn.deadlineMs).then(() => (isLate = true));
    const end = await runGraph(turn.components, {
      run: async (name) => await converge(name, { operationId, componentUid: uidOf(name), epoch: turn.epoch }),
      isWoken: () => isLookWanted || isCancelled || isLate,
      mustStop: async () => {
        isLookWanted = false;
        return isCancelled || isLate || (await rows.mustStopStarting({ operationId }));
      },
    });
    const failed = Object.fromEntries([...end.errors].map(([name, error]) => [uidOf(name), reasonOf(error)]));
    await rows.endOperation({
      operationId,
      failed,
      notStarted: end.notStarted.map(uidOf),
      wasCancelled: end.wasStopped && !isLate && end.notStarted.length > 0,
      ...(isLate ? { reason: `its deadline of ${Math.round(turn.deadlineMs / 60_000)} min has passed` } : {}),
    });
  });
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

/** One line of why a converge failed. The fault with its facts is a row already; this is the net for those that wrote none. */
function reasonOf(error: unknown): string {
  if (isCancellation(error)) return "cancelled";
  if (error instanceof ActivityFailure) return error.cause?.message ?? error.message;
  throw error;
}

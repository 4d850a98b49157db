import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  sleep,
  TimeoutFailure,
  workflowInfo,
} from "@temporalio/workflow";
import type { SweepActivities, SweepCellActivities, SweepInput, SweepPartEnd } from "../activities/index.ts";
import { decideSweepEnd, type SweepCourse } from "../domain/decide-sweep-end.ts";
import { cellSweepsTaskQueue, SWEEPS_TASK_QUEUE } from "./messages.ts";

const { beginSweep, endSweep } = proxyActivities<SweepActivities>({
  taskQueue: SWEEPS_TASK_QUEUE,
  startToCloseTimeout: "60s",
  heartbeatTimeout: "5s",
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "5s" },
});

/**
 * One look at everything that a place has, part by part, in its cell. What each part found is recorded by the part; the end
 * decides what is done about it. One that is cut short, by its time, by a failure or by a person, ends with what it found.
 */
export async function sweep(input: SweepInput): Promise<void> {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const cause = `${workflowId} ${firstExecutionRunId}`;
  // Whoever cancels it meanwhile is answered below: one that has begun must end, or it would keep the next from beginning.
  const begun = await CancellationScope.nonCancellable(async () => await beginSweep({ ...input, cause }));
  if (!begun.isBegun) return;
  const { sweepId, limitMs } = begun;
  const course = await lookAtParts(input, { sweepId, limitMs });
  await CancellationScope.nonCancellable(async () => await endSweep({ sweepId, ...decideSweepEnd(course) }));
}

async function lookAtParts(
  { cell, account, region }: SweepInput,
  { sweepId, limitMs }: { readonly sweepId: string; readonly limitMs: number },
): Promise<SweepCourse> {
  const until = Date.now() + limitMs;
  const problems: string[] = [];
  let [looked, failed] = [0, 0];
  let cursor: SweepPartEnd["cursor"];
  try {
    for (let part = 0; ; part += 1) {
      const leftMs = until - Date.now();
      if (leftMs <= 0) throw new TooLate();
      const from = cursor === undefined ? {} : { cursor };
      const end = await partIn(cell, leftMs)({ cell, account, region, sweepId, part, ...from });
      looked += end.counts.looked;
      failed += end.counts.failed;
      problems.push(...end.problems);
      cursor = end.cursor;
      if (cursor === undefined) break;
      if (end.waitMs !== undefined) await sleep(Math.min(end.waitMs, Math.max(until - Date.now(), 1)));
    }
  } catch (error) {
    problems.push(reasonOf(error, cell, limitMs));
  }
  return { looked, failed, problems };
}

/** Thrown when a sweep has had its time. */
class TooLate extends Error {}

function partIn(cell: string, leftMs: number) {
  const { sweepPart } = proxyActivities<SweepCellActivities>({
    taskQueue: cellSweepsTaskQueue(cell),
    startToCloseTimeout: "60s",
    heartbeatTimeout: "5s",
    scheduleToCloseTimeout: leftMs,
    retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "10s" },
  });
  return sweepPart;
}

function reasonOf(error: unknown, cell: string, limitMs: number): string {
  const seconds = Math.round(limitMs / 1_000);
  if (error instanceof TooLate) return `it was not through after ${seconds} s`;
  if (isCancellation(error)) return "it was cancelled";
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  return cause instanceof TimeoutFailure
    ? `cell "${cell}" did not take part within ${seconds} s`
    : (cause?.message ?? error.message);
}

import { condition } from "@temporalio/workflow";
import { createSchedule, failed, finished, isDone, next, notStarted, stop } from "../domain/schedule.ts";

/** At most so many components of one operation are in flight. */
const IN_FLIGHT_MAX = 200;

/** A component as a node. */
interface Node {
  readonly name: string;
  readonly needs: readonly string[];
  readonly expectedMs: number;
}

/** How a graph is run. */
export interface GraphRun {
  /** Brings one node about; rejects when it failed. */
  readonly run: (name: string) => Promise<void>;
  /** True from the moment on at which somebody may want it to stop starting; asked in a condition, so pure. */
  readonly isWoken: () => boolean;
  /** Whether it stops starting now; clears what `isWoken` tells. */
  readonly mustStop: () => Promise<boolean>;
}

/** What became of a graph. */
export interface GraphEnd {
  /** Why each failed node failed, by name. */
  readonly errors: ReadonlyMap<string, unknown>;
  readonly notStarted: readonly string[];
  readonly wasStopped: boolean;
}

/** Runs a graph: each node as soon as its own needs have ended, critical path first; returns when nothing is in flight. */
export async function runGraph(nodes: readonly Node[], { run, isWoken, mustStop }: GraphRun): Promise<GraphEnd> {
  const schedule = createSchedule(nodes, IN_FLIGHT_MAX);
  const errors = new Map<string, unknown>();
  let hasEnded = false;
  const runOne = async (name: string): Promise<void> => {
    try {
      await run(name);
      finished(schedule, name);
    } catch (error) {
      errors.set(name, error);
      failed(schedule, name);
    }
    hasEnded = true;
  };
  for (;;) {
    if (!schedule.isStopped && isWoken() && (await mustStop())) stop(schedule);
    for (const name of next(schedule)) void runOne(name);
    if (isDone(schedule)) break;
    await condition(() => hasEnded || (isWoken() && !schedule.isStopped));
    hasEnded = false;
  }
  return { errors, notStarted: notStarted(schedule), wasStopped: schedule.isStopped };
}

import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { ContestantName, ResourceIds, Running, Task } from "../contestant.ts";
import { historyCost, type HistoryCost } from "./histories.ts";
import { usedBy, usedByMachine, type Used } from "./processes.ts";
import { callsSent, readTruth, type Truth } from "./truth.ts";

/** One set-up, measured. */
export interface Measured {
  readonly name: ContestantName;
  readonly environments: number;
  readonly components: number;
  readonly makespanMs: number;
  /** From the first request to the first create, of the environment where that took longest; milliseconds. */
  readonly beginMs: number;
  /** From the last resource to the last outcome on record, milliseconds. */
  readonly finishMs: number;
  readonly truth: Truth;
  readonly history: HistoryCost;
  /** By role: processor time of the set-up and the second after it, and memory at its end. */
  readonly used: ReadonlyMap<string, Used>;
  /** Calls of the simulated cloud. */
  readonly calls: number;
  /** Transactions of the contestant's own database; absent where it has none. */
  readonly commits?: number;
  readonly resources: readonly ResourceIds[];
  /** Share of all cores that went to processes which are not part of the measurement, 0 to 1. */
  readonly othersShare: number;
}

// What is written behind is part of the price, also when it comes after the last outcome.
const TAIL_MS = 1_000;

/** Sets environments up with a contestant and measures what that takes. */
export async function measureSetUp(running: Running, task: Task, timeScale: number): Promise<Measured> {
  const { graph, environments } = task;
  await running.prepare(graph);
  const pids = running.pids();
  const before = usedBy(pids);
  const [machineBefore, startedAt] = [usedByMachine(), performance.now()];
  const ownBefore = process.cpuUsage();
  const callsBefore = await callsSent(running.cloudUrl);
  const commitsBefore = await running.commits?.();
  const setUp = await running.setUp(task);
  await sleep(TAIL_MS);
  const after = usedBy(pids);
  const machineMs = usedByMachine() - machineBefore;
  const coreMs = (performance.now() - startedAt) * availableParallelism();
  const used = new Map(
    [...after].map(([role, { cpuMs, rssBytes }]) => [
      role,
      { cpuMs: cpuMs - (before.get(role)?.cpuMs ?? 0), rssBytes },
    ]),
  );
  const { user, system } = process.cpuUsage(ownBefore);
  const ownMs = [...used.values()].reduce((total, { cpuMs }) => total + cpuMs, (user + system) / 1_000);
  const commits = (await running.commits?.()) ?? 0;
  const calls = (await callsSent(running.cloudUrl)) - callsBefore;
  const { resources } = setUp;
  const truth = await readTruth(running.cloudUrl, { graph, resources, timeScale });
  return {
    name: running.name,
    environments,
    components: graph.components.length * environments,
    makespanMs: setUp.endedAt - setUp.startedAt,
    beginMs: truth.startedAt - setUp.startedAt,
    finishMs: setUp.endedAt - truth.endedAt,
    truth,
    history: await historyCost(running.temporal, setUp.workflowIds),
    used,
    calls,
    othersShare: Math.max(machineMs - ownMs, 0) / coreMs,
    ...(commitsBefore === undefined ? {} : { commits: commits - commitsBefore }),
    resources,
  };
}

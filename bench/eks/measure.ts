import type { ApiCalls } from "../holdfast/api-calls.ts";
import { usedBy, usedByMachine } from "../measure/processes.ts";
import { availableParallelism } from "node:os";
import { setUp, type SetUpEnvironment } from "./set-up.ts";
import type { Simulator } from "./simulator.ts";
import { readTruth, type Truth } from "./truth.ts";

/** What is measured with. */
export interface Measuring {
  readonly calls: ApiCalls;
  readonly simulator: Simulator;
  /** Pid of each process of the installation. */
  readonly pids: () => Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
}

/** Environments that were set up together. */
export interface Measured {
  readonly environments: readonly (SetUpEnvironment & { readonly truth: Truth })[];
  /** Calls that EKS was sent, those that it refused included. */
  readonly calls: number;
  readonly throttled: number;
  /** From the first request to the last outcome on record, milliseconds. */
  readonly tookMs: number;
  /** Share of all cores that went to processes which are not part of the measurement, 0 to 1. */
  readonly othersShare: number;
}

/** Sets environments up together, and reads from the simulator what that took. */
export async function measure(measuring: Measuring, names: readonly string[]): Promise<Measured> {
  const { calls, simulator, pids, signal } = measuring;
  const [before, after] = [await simulator.calls(), await simulator.lastLine()];
  const ownMs = () =>
    [...usedBy(pids()).values()].reduce((total, { cpuMs }) => total + cpuMs, process.cpuUsage().user / 1_000);
  const [ownBefore, machineBefore, since] = [ownMs(), usedByMachine(), performance.now()];
  const made = await setUp(calls, names, signal);
  const coreMs = (performance.now() - since) * availableParallelism();
  const othersMs = usedByMachine() - machineBefore - (ownMs() - ownBefore);
  const sent = await simulator.calls();
  const lines = await simulator.lines(after);
  return {
    environments: made.map((one) => ({ ...one, truth: readTruth(lines, one.name, one.components) })),
    calls: sent.all - before.all,
    throttled: sent.throttled - before.throttled,
    tookMs: Math.max(...made.map(({ tookMs }) => tookMs)),
    othersShare: Math.max(othersMs, 0) / coreMs,
  };
}

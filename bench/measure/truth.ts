import { z } from "zod";
import { criticalPathMs } from "../../domain/graph.ts";
import type { ResourceIds } from "../contestant.ts";
import type { Graph } from "../graph/graph.ts";

const Effect = z.object({ at: z.number(), effect: z.string(), id: z.string(), seconds: z.number() });
type Effect = z.infer<typeof Effect>;

/** What really happened, from the simulated cloud's own log. */
export interface Truth {
  /** Length of the longest chain of drawn durations, of the environment where it is longest, milliseconds. */
  readonly criticalPathMs: number;
  /** Effects beyond one create per component. */
  readonly duplicates: number;
  /** Components that were never created. */
  readonly lost: number;
  /** Components that were created before one that they need was ready. */
  readonly early: number;
  /** When the first create of the environment that got it last was accepted, and when the last resource was ready; epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Milliseconds from the end of the last need to the create that the cloud accepted, ascending; of what needs something. */
  readonly lagsMs: readonly number[];
}

const Stats = z.object({ calls: z.record(z.string(), z.number()) });

/** How many calls the simulated cloud has been sent so far. */
export async function callsSent(cloudUrl: string): Promise<number> {
  const { calls } = Stats.parse(await (await fetch(`${cloudUrl}/control/stats`)).json());
  return Object.values(calls).reduce((total, count) => total + count, 0);
}

/** Reads the cloud's log and judges the resources of a set-up by it. */
export async function readTruth(
  cloudUrl: string,
  {
    graph,
    resources,
    timeScale,
  }: { readonly graph: Graph; readonly resources: readonly ResourceIds[]; readonly timeScale: number },
): Promise<Truth> {
  const text = await (await fetch(`${cloudUrl}/control/effects`)).text();
  const effectsById = new Map<string, Effect[]>();
  for (const line of text.split("\n").slice(0, -1)) {
    const effect = Effect.parse(JSON.parse(line));
    effectsById.set(effect.id, [...(effectsById.get(effect.id) ?? []), effect]);
  }
  const truth = { criticalPathMs: 0, duplicates: 0, lost: 0, startedAt: 0, endedAt: 0 };
  const lagsMs: number[] = [];
  for (const ids of resources) {
    const effectsOf = (name: string) => effectsById.get(ids.get(name) ?? "") ?? [];
    const endOf = (name: string) =>
      Math.max(...effectsOf(name).map(({ at, seconds }) => Math.round(at + seconds * 1_000 * timeScale)));
    let startedAt = Infinity;
    const nodes = graph.components.map(({ name, needs }) => {
      const effects = effectsOf(name);
      const [first] = effects;
      if (first === undefined) truth.lost += 1;
      else if (needs.length > 0) lagsMs.push(first.at - Math.max(...needs.map(endOf)));
      startedAt = Math.min(startedAt, first?.at ?? Infinity);
      truth.endedAt = Math.max(truth.endedAt, endOf(name));
      truth.duplicates += Math.max(effects.length - 1, 0);
      return { name, needs, expectedMs: (first?.seconds ?? 0) * 1_000 * timeScale };
    });
    truth.startedAt = Math.max(truth.startedAt, startedAt);
    truth.criticalPathMs = Math.max(truth.criticalPathMs, criticalPathMs(nodes));
  }
  const early = lagsMs.filter((lag) => lag < 0).length;
  return { ...truth, early, lagsMs: lagsMs.toSorted((one, other) => one - other) };
}

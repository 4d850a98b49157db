import { criticalPathMs } from "../../domain/graph.ts";
import type { Line } from "./simulator.ts";

/** A component as the API shows it. */
export interface Needing {
  readonly name: string;
  readonly needs: readonly string[];
}

/** What really happened to one environment, from the simulator's own log; simulated milliseconds. */
export interface Truth {
  /** Longest chain of what EKS took for each. */
  readonly criticalPathMs: number;
  /** Calls that a poller would have made: a look every ten seconds at each from its creation until it was there. */
  readonly polls: number;
  /** Effects: creations and other changes. */
  readonly changes: number;
  /** From the end of the last need to the creation, the longest first; of what needs something. */
  readonly lags: readonly (readonly [component: string, ms: number])[];
  /** Components that were created more than once, never, or before what they need. */
  readonly faults: readonly string[];
}

const POLL_MS = 10_000;

/** Judges one environment by the log. */
export function readTruth(lines: readonly Line[], environment: string, components: readonly Needing[]): Truth {
  const effects = lines.filter(({ kind, outcome }) => kind === "effect" && outcome === "new");
  const made = new Map(components.map(({ name }) => [name, lifeOf(lines, `/${environment}/${name}`)]));
  const endOf = (name: string) => made.get(name)?.endedAt ?? Number.POSITIVE_INFINITY;
  const tookMs = (name: string) => {
    const life = made.get(name);
    return life === undefined || life.creations === 0 ? 0 : life.endedAt - life.beganAt;
  };
  const lags = components.flatMap(({ name, needs }) => {
    const beganAt = made.get(name)?.beganAt;
    if (needs.length === 0 || beganAt === undefined) return [];
    return [[name, beganAt - Math.max(...needs.map(endOf))] as const];
  });
  const resources = new Set([...made.values()].flatMap(({ resource }) => resource));
  return {
    criticalPathMs: criticalPathMs(components.map((one) => ({ ...one, expectedMs: tookMs(one.name) }))),
    polls: components.reduce((total, { name }) => total + Math.max(Math.ceil(tookMs(name) / POLL_MS), 1), 0),
    changes: effects.filter(({ resource }) => resources.has(resource)).length,
    lags: lags.toSorted(([, one], [, other]) => other - one),
    faults: [
      ...[...made]
        .filter(([, { creations }]) => creations !== 1)
        .map(([name, { creations }]) => `${name}: ${creations}`),
      ...lags.filter(([, ms]) => ms < 0).map(([name]) => `${name} before its needs`),
    ],
  };
}

interface Life {
  readonly creations: number;
  /** Keys of what it is. */
  readonly resource: readonly string[];
  readonly beganAt: number;
  /** As `beganAt` for what is made at once. */
  readonly endedAt: number;
}

/** What became of a component. Its name is in the tags that it was created with, after its project's. */
function lifeOf(lines: readonly Line[], name: string): Life {
  const creations = lines.filter(
    ({ kind, operation, outcome, after }) =>
      kind === "effect" &&
      outcome === "new" &&
      operation.startsWith("Create") &&
      after?.tags?.["holdfast:name"]?.endsWith(name) === true,
  );
  const [creation] = creations;
  if (creation === undefined) return { creations: 0, resource: [], beganAt: Number.POSITIVE_INFINITY, endedAt: 0 };
  const { resource, simTime: beganAt } = creation;
  const ends = lines.filter(
    ({ kind, operation, resource: of }) =>
      kind === "transition" && of === resource && operation.endsWith(" create done"),
  );
  return { creations: creations.length, resource: [resource], beganAt, endedAt: ends.at(-1)?.simTime ?? beganAt };
}

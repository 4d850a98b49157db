import { setTimeout as sleep } from "node:timers/promises";
import { type Components, type ControlPlane, PROJECT } from "./control-plane.ts";
import { type Expected, judge, type Verdict } from "./judge.ts";
import type { Lane } from "./lane.ts";
import { PIECES } from "./pieces.ts";
import { playOperation } from "./play-operation.ts";
import type { FaultKind } from "./run-faults.ts";
import type { RunPlan, RunStep } from "./run-plan.ts";
import { readTruth } from "./truth.ts";

/** What came of a run. */
export interface RunEnd extends Verdict {
  readonly seed: string;
  readonly verbs: readonly string[];
  readonly kills: number;
  /** Calls that a fault has hit, by its kind. */
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly tookMs: number;
}

/** A machine that has other things to do is slow. */
const LIMIT_MS = 300_000;
const CLUSTER_NAME = "${components.cluster.outputs.name}";

/** Plays one run in an empty account. */
export async function playRun(
  { lane, control }: { readonly lane: Lane; readonly control: ControlPlane },
  { plan, environment }: { readonly plan: RunPlan; readonly environment: string },
): Promise<RunEnd> {
  const startedAt = performance.now();
  const endAt = Date.now() + LIMIT_MS;
  const deathsBefore = lane.workers.deaths();
  await lane.empty(plan.seed);
  for (const [index, { body }] of plan.faults.entries()) await lane.spoil(`f${index}`, body);
  const wrong: string[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const problem = await playStep({ lane, control, endAt }, { environment, plan, index, step });
    if (problem === undefined) continue;
    wrong.push(problem);
    break;
  }
  const truth = await readTruth(lane.eks);
  const verdict = judge(truth, expectedOf(plan.steps, environment), await control.recorded(environment));
  const faults = new Map<FaultKind, number>();
  for (const [index, { kind }] of plan.faults.entries()) {
    faults.set(kind, (faults.get(kind) ?? 0) + (truth.faults.get(`f${index}`) ?? 0));
  }
  return {
    ...verdict,
    seed: plan.seed,
    verbs: plan.steps.map(({ verb }) => verb),
    kills: lane.workers.deaths() - deathsBefore,
    faults,
    wrong: [...verdict.wrong, ...wrong],
    tookMs: performance.now() - startedAt,
  };
}

interface Running {
  readonly lane: Lane;
  readonly control: ControlPlane;
  readonly endAt: number;
}

interface Step {
  readonly environment: string;
  readonly plan: RunPlan;
  readonly index: number;
  readonly step: RunStep;
}

/** Plays one operation, and answers what is wrong with its end. */
async function playStep({ lane, control, endAt }: Running, { environment, plan, index, step }: Step) {
  const deaths = new Map<string, (typeof step.deaths)[number]["death"][]>();
  for (const { component, death } of step.deaths) deaths.set(component, [...(deaths.get(component) ?? []), death]);
  const wish =
    step.verb === "delete"
      ? ("delete" as const)
      : { version: `${index + 1}.0.0`, components: componentsAt(plan.steps, index) };
  const turn = await control.begin(environment, wish);
  const over = new AbortController();
  const killing = killAt(lane, step.kills, over.signal);
  const end = await playOperation({ control, workers: lane.workers, deaths, endAt }, turn);
  over.abort();
  await killing;
  return end.state === "Succeeded" ? undefined : `its ${step.verb} ${end.state}: ${end.reasons.join("; ")}`;
}

async function killAt({ workers }: Lane, moments: readonly number[], signal: AbortSignal): Promise<void> {
  for (const ms of moments) {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await workers.kill();
  }
}

/** All components as they are wished from a step on. */
export function componentsAt(steps: readonly RunStep[], index: number): Components {
  const acted = steps.slice(0, index + 1).flatMap((step) => step.acted);
  return Object.fromEntries(
    PIECES.map(({ name, kind, after = [] }) => {
      const configs = acted.filter(({ piece }) => piece.name === name).map(({ act }) => act.config);
      const place = name === "cluster" ? {} : { cluster: CLUSTER_NAME };
      return [name, { kind, after, config: Object.assign({}, ...configs, place) as object }];
    }),
  );
}

/** What all of it was to come to. */
export function expectedOf(steps: readonly RunStep[], environment: string): readonly Expected[] {
  return PIECES.map(({ name }) => {
    const acts = steps.flatMap(({ acted }) => acted.filter(({ piece }) => piece.name === name).map(({ act }) => act));
    const holds = acts.at(-1)?.holds;
    return {
      owner: `${PROJECT}/${environment}/${name}`,
      effects: acts.flatMap(({ effects }) => effects),
      ...(holds === undefined ? {} : { holds }),
    };
  });
}

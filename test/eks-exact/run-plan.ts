import { type Random, seededRandom } from "../crash/random.ts";
import { type Act, PIECES, type Piece } from "./pieces.ts";
import { chooseFault, type RunFault } from "./run-faults.ts";
import { type Death, POINTS } from "./worker-task.ts";

/** One operation of a run, and what happens to its worker. */
export interface RunStep {
  readonly verb: "create" | "update" | "delete";
  /** What is done to which component. */
  readonly acted: readonly { readonly piece: Piece; readonly act: Act }[];
  readonly deaths: readonly { readonly component: string; readonly death: Death }[];
  /** Moments at which the worker is killed, milliseconds after the step has begun. */
  readonly kills: readonly number[];
}

/** All that a seed decides about a run. */
export interface RunPlan {
  readonly seed: string;
  readonly steps: readonly RunStep[];
  readonly faults: readonly RunFault[];
}

const LATEST_KILL_MS = 500;
const FAULTS_MIN = 3;
const FAULTS_MAX = 7;

/** Plans a run: everything is made; of many runs some of it is changed then, and of some it is all taken away. */
export function planRun(seed: string): RunPlan {
  const random = seededRandom(seed);
  const story = random.fork("story");
  const verbs: RunStep["verb"][] = ["create"];
  if (story.next() < 0.5) verbs.push("update");
  if (story.next() < 0.3) verbs.push("delete");
  const steps = verbs.map((verb) => planStep(random.fork(verb), verb));
  const faults = random.fork("faults");
  const count = Math.floor(faults.between(FAULTS_MIN, FAULTS_MAX + 1));
  return { seed, steps, faults: Array.from({ length: count }, () => chooseFault(faults, faults.pick(steps).acted)) };
}

function planStep(random: Random, verb: RunStep["verb"]): RunStep {
  const chosen = verb === "update" ? random.shuffle(PIECES).slice(0, 1 + Math.floor(random.between(0, 5))) : PIECES;
  const acted = actedOn(chosen, verb);
  const deaths = Array.from({ length: Math.floor(random.between(0, 3)) }, () => ({
    component: random.pick(acted).piece.name,
    death: { point: random.pick(POINTS), nth: random.next() < 0.8 ? 1 : 2 },
  }));
  const kills = random.next() < 0.4 ? [random.between(0, LATEST_KILL_MS)] : [];
  return { verb, acted, deaths, kills };
}

/** A step that does something to every component, and in which nobody dies. */
export function stepOf(verb: RunStep["verb"]): RunStep {
  return { verb, acted: actedOn(PIECES, verb), deaths: [], kills: [] };
}

function actedOn(pieces: readonly Piece[], verb: string): RunStep["acted"] {
  return pieces.flatMap((piece) => {
    const act = piece.acts[verb];
    return act === undefined ? [] : [{ piece, act }];
  });
}

import type { Measured } from "./measure/measure-set-up.ts";
import { overPath } from "./measure/report.ts";

/** A goal, and whether it was met. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly goal: string;
  readonly met: boolean;
}

const PATH_RATIO_MAX = 1.05;
const FLOOR_RATIO_MAX = 1.15;

/** One environment: near the limit that the drawn durations set. */
export function pathGoal(holdfast: Measured): Goal {
  return atMost("makespan ÷ critical path, N = 1", overPath(holdfast), PATH_RATIO_MAX);
}

/** Many at once: near what bare Temporal needs for the same work. */
export function floorGoal(holdfast: Measured, floor: Measured): Goal {
  const name = `makespan ÷ floor, N = ${holdfast.environments}`;
  return atMost(name, overPath(holdfast) / overPath(floor), FLOOR_RATIO_MAX);
}

/** The large environment: every component there, created once, none before what it needs. */
export function largeGoal(size: number, holdfast: Measured | undefined): Goal {
  const ready = holdfast === undefined ? 0 : size - holdfast.truth.lost - holdfast.truth.duplicates - holdfast.truth.early;
  return { name: `components of one environment that ran to the end, of ${size}`, value: ready, goal: `= ${size}`, met: ready === size };
}

function atMost(name: string, value: number, limit: number): Goal {
  return { name, value: Number(value.toFixed(3)), goal: `<= ${limit}`, met: value <= limit };
}

import type { Measured } from "./measure/measure-set-up.ts";
import { overPath } from "./measure/report.ts";

/** A goal, and whether it was met. */
export interface Goal {
  readonly name: string;
  /** Null when it did not get there at all. */
  readonly value: number | null;
  readonly goal: string;
  readonly met: boolean;
  /** Why the value proves nothing, so that the goal counts as missed; absent where it does. */
  readonly disturbed?: string;
}

const PATH_RATIO_MAX = 1.05;
const FLOOR_RATIO_MAX = 1.15;
// Strangers that slow the floor down flatter whoever is compared with it.
const MORE_DISTURBED_MAX = 0.05;

/** One environment: near the limit that the drawn durations set. */
export function pathGoal(holdfast: Measured | undefined): Goal {
  return atMost("makespan ÷ critical path, N = 1", PATH_RATIO_MAX, holdfast && overPath(holdfast));
}

/** Many at once: near what bare Temporal needs for the same work. */
export function floorGoal(environments: number, holdfast: Measured | undefined, floor: Measured): Goal {
  const ratio = holdfast && overPath(holdfast) / overPath(floor);
  const goal = atMost(`makespan ÷ floor, N = ${environments}`, FLOOR_RATIO_MAX, ratio);
  if (holdfast === undefined || floor.othersShare - holdfast.othersShare <= MORE_DISTURBED_MAX) return goal;
  const [ofFloor, ofHoldfast] = [floor, holdfast].map(({ othersShare }) => `${(100 * othersShare).toFixed(0)} %`);
  return {
    ...goal,
    met: false,
    disturbed: `strangers took ${ofFloor} of the cores from the floor, ${ofHoldfast} from Holdfast: measure again`,
  };
}

/** The large environment: every component there, created once, none before what it needs. */
export function largeGoal(size: number, holdfast: Measured | undefined): Goal {
  const name = `components of one environment that ran to the end, of ${size}`;
  if (holdfast === undefined) return { name, value: null, goal: `= ${size}`, met: false };
  const { lost, duplicates, early } = holdfast.truth;
  const ready = size - lost - duplicates - early;
  return { name, value: ready, goal: `= ${size}`, met: ready === size };
}

function atMost(name: string, limit: number, value: number | undefined): Goal {
  const goal = `<= ${limit}`;
  if (value === undefined) return { name, value: null, goal, met: false };
  return { name, value: Number(value.toFixed(3)), goal, met: value <= limit };
}

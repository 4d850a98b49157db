import { availableParallelism } from "node:os";
import type { Goal } from "../goals.ts";
import { percentile } from "../promotion/percentile.ts";
import { needOf } from "./estimate.ts";
import type { FleetMeasured } from "./measure-fleet.ts";
import type { Options } from "./options.ts";

const GB = 2 ** 30;
const MB = 2 ** 20;
const RSS_GB_MAX = 4;
const CPU_PERCENT_MAX = 50;
const HISTORY_KB_MAX = 100;
const MB_PER_ENVIRONMENT_MAX = 0.2;
/** How old what is known of a component may get: so many times the time from sweep to sweep. */
const AGE_RATIO_MAX = 1.2;

/** A fleet that sleeps costs little, is known well, and is not woken. */
export function fleetGoals(options: Options, measured: FleetMeasured): readonly Goal[] {
  const { everySeconds } = options;
  const { watched, newEvents, newLooks, histories, failed, drifted, looked } = measured;
  const need = needOf(options, measured);
  const ageMinutes = percentile(watched.agesMs, 0.99) / 60_000;
  const ageMax = Number(((AGE_RATIO_MAX * everySeconds) / 60).toFixed(2));
  return [
    atMost("events of workflows that slept", 0, newEvents),
    atMost("looks that anybody was told to take", 0, newLooks),
    atMost("components that drifted", 0, drifted),
    atMost("sweeps that did not succeed", 0, failed),
    { name: "looks at components", value: looked, goal: "> 0", met: looked > 0 },
    atMost("memory of all processes, GiB", RSS_GB_MAX, need.rssBytes / GB),
    atMost("memory of one more environment, MiB", MB_PER_ENVIRONMENT_MAX, need.bytesPerEnvironment / MB),
    atMost("busy cores, % of all", CPU_PERCENT_MAX, (100 * need.cores) / availableParallelism()),
    atMost("longest history of an environment, KiB", HISTORY_KB_MAX, histories.bytesMost / 1024),
    atMost("p99 of how old what is known is, minutes", ageMax, ageMinutes),
  ];
}

function atMost(name: string, limit: number, value: number): Goal {
  const isKnown = Number.isFinite(value);
  return {
    name,
    value: isKnown ? Number(value.toFixed(3)) : null,
    goal: `<= ${limit}`,
    met: isKnown && value <= limit,
  };
}

import type { FleetMeasured, Memory } from "./measure-fleet.ts";
import type { Options } from "./options.ts";

/** The simulated cloud stands for the outside. */
const OUTSIDE = "cloud";

/** What a fleet needs of a machine. */
export interface Need {
  /** Resident memory of all processes together, bytes: the most that was seen. */
  readonly rssBytes: number;
  /** Cores that they keep busy. */
  readonly cores: number;
  /** Bytes of the database and of Temporal's file. */
  readonly diskBytes: number;
  /** Resident memory that one more environment takes, bytes. */
  readonly bytesPerEnvironment: number;
}

/** The sum over Holdfast's own processes, Temporal and the databases. */
export function ownSum(values: ReadonlyMap<string, number>): number {
  return [...values].reduce((total, [role, value]) => (role === OUTSIDE ? total : total + value), 0);
}

/** What was needed for the environments that were measured. */
export function needOf({ environments }: Pick<Options, "environments">, measured: FleetMeasured): Need {
  const { watched, third, all, databaseBytes, temporalBytes = 0 } = measured;
  return {
    rssBytes: ownSum(watched.rssMost),
    cores: ownSum(watched.cpuMs) / watched.wallMs,
    diskBytes: databaseBytes + temporalBytes,
    bytesPerEnvironment: slope(third, all, environments),
  };
}

/** What another number of environments would need by that, all in the same time from sweep to sweep. */
export function needAt(need: Need, measured: number, wanted: number): Need {
  const more = Math.max(need.bytesPerEnvironment, 0) * (wanted - measured);
  return {
    ...need,
    rssBytes: need.rssBytes + more,
    cores: (need.cores * wanted) / measured,
    diskBytes: (need.diskBytes * wanted) / measured,
  };
}

function slope(third: Memory, all: Memory, environments: number): number {
  return (ownSum(all) - ownSum(third)) / (environments - Math.floor(environments / 3));
}

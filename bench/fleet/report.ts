import { table } from "../measure/table.ts";
import { percentile } from "../promotion/percentile.ts";
import { needAt, needOf } from "./estimate.ts";
import type { FleetMeasured } from "./measure-fleet.ts";
import type { Options } from "./options.ts";

const LARGER = 30_000;
const mb = (bytes: number | undefined) => (bytes === undefined ? "-" : (bytes / 2 ** 20).toFixed(0));

/** Memory and processor time of each process. */
export function processTable({ watched, third, all }: FleetMeasured): string {
  const rows = [...watched.rssMost].map(([role, most]) => {
    const cpuMs = watched.cpuMs.get(role) ?? 0;
    const memory = [mb(third.get(role)), mb(all.get(role)), mb(most)];
    return [role, ...memory, (cpuMs / 1_000).toFixed(1), `${((100 * cpuMs) / watched.wallMs).toFixed(1)} %`];
  });
  return table(["process", "RSS MiB, a third sleeps", "all sleep", "most while swept", "CPU s", "of a core"], rows);
}

/** What was seen of all of it together. */
export function sayWhole(options: Options, measured: FleetMeasured): readonly string[] {
  const { watched, databaseBytes, temporalBytes, histories, looked } = measured;
  const [p50, p99] = [0.5, 0.99].map((part) => (percentile(watched.agesMs, part) / 60_000).toFixed(1));
  const perSecond = looked / (watched.wallMs / 1_000);
  return [
    `sweeps looked at ${perSecond.toFixed(0)} components a second; what is known of one is ${p50} min old at p50, ${p99} min at p99`,
    `the database has ${mb(databaseBytes)} MiB, Temporal's ${mb(temporalBytes)} MiB; the longest history ${(histories.bytesMost / 1024).toFixed(1)} KiB`,
    `one more environment takes ${(needOf(options, measured).bytesPerEnvironment / 1024).toFixed(1)} KiB of memory`,
  ];
}

/** What a larger fleet needs by the measurement. */
export function sayLarger(options: Options, measured: FleetMeasured): string {
  const need = needAt(needOf(options, measured), options.environments, LARGER);
  const [rss, disk] = [need.rssBytes, need.diskBytes].map((bytes) => (bytes / 2 ** 30).toFixed(1));
  return `${LARGER} such environments need, extrapolated from ${options.environments}: ${rss} GiB of memory, ${need.cores.toFixed(2)} cores, ${disk} GiB of disk`;
}

import type { Measured } from "./measure-set-up.ts";
import { table } from "./table.ts";

/** Makespan over the critical path of the durations that were drawn for exactly these resources. */
export const overPath = ({ makespanMs, truth }: Measured): number => makespanMs / truth.criticalPathMs;

/** Processor time of a set-up without the simulated cloud's, milliseconds per component. */
export function cpuPerComponent({ used, components }: Measured): number {
  const roles = [...used].filter(([role]) => role !== "cloud");
  return roles.reduce((total, [, { cpuMs }]) => total + cpuMs, 0) / components;
}

/** The table of makespans: one row per contestant and number, with its ratios to the path and to the floor of the same course. */
export function makespanTable(
  rows: readonly { readonly measured: Measured; readonly floor: Measured | undefined }[],
): string {
  const head = [
    "contestant",
    "N",
    "comp.",
    "makespan s",
    "path s",
    "÷ path",
    "÷ floor",
    "begin ms",
    "finish",
    "lag p50",
    "lag p99",
    "events/c",
    "bytes/c",
    "trans./c",
    "commits/c",
    "calls/c",
    "CPU ms/c",
    "÷ floor",
    "dupl.",
    "lost",
    "early",
    "others",
  ];
  return table(
    head,
    rows.map(({ measured, floor }) => {
      const { name, environments, components, makespanMs, truth, history, commits } = measured;
      const per = (total: number) => (total / components).toFixed(1);
      const ratio = (of: (one: Measured) => number) =>
        floor === undefined ? "-" : (of(measured) / of(floor)).toFixed(2);
      const cost = [
        per(history.events),
        (history.bytes / components).toFixed(0),
        per(history.transitions),
        commits === undefined ? "-" : per(commits),
        per(measured.calls),
      ];
      const time = [
        (makespanMs / 1_000).toFixed(2),
        (truth.criticalPathMs / 1_000).toFixed(2),
        overPath(measured).toFixed(3),
        ratio(overPath),
      ];
      const cpu = [cpuPerComponent(measured).toFixed(1), ratio(cpuPerComponent)];
      const faults = [truth.duplicates, truth.lost, truth.early].map(String);
      const lags = [0.5, 0.99].map((part) => String(truth.lagsMs[Math.floor(part * (truth.lagsMs.length - 1))] ?? "-"));
      return [
        name,
        String(environments),
        String(components),
        ...time,
        measured.beginMs.toFixed(0),
        measured.finishMs.toFixed(0),
        ...lags,
        ...cost,
        ...cpu,
        ...faults,
        `${(100 * measured.othersShare).toFixed(0)} %`,
      ];
    }),
  );
}

/** The table of processes: processor time per component and memory at the end, of each role. */
export function processTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ name, environments, components, used }) =>
    [...used].map(([role, { cpuMs, rssBytes }]) => [
      name,
      String(environments),
      String(components),
      role,
      (cpuMs / components).toFixed(2),
      (cpuMs / 1_000).toFixed(2),
      (rssBytes / 2 ** 20).toFixed(0),
    ]),
  );
  return table(["contestant", "N", "comp.", "process", "CPU ms/c", "CPU s", "RSS MiB"], rows);
}

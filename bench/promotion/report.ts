import { table } from "../measure/table.ts";
import type { Used } from "../measure/processes.ts";
import type { Course } from "./course.ts";
import { percentile } from "./percentile.ts";
import { pollerDelays } from "./pollers.ts";
import { MARKS, type Hop } from "./read-hops.ts";

/** A course that was run. */
export interface CourseResult {
  readonly course: Course;
  readonly hops: readonly Hop[];
  /** By role: processor time of the course, and memory at its end. */
  readonly used: ReadonlyMap<string, Used>;
  /** Share of all cores that went to processes which are not part of the measurement, 0 to 1. */
  readonly othersShare: number;
}

const POLLERS = [
  { name: "poller, every 10 s", periodMs: 10_000 },
  { name: "poller, every 5 min", periodMs: 300_000 },
];

/** The table of hops: Holdfast's, and what pollers would have made of the same events. */
export function hopTable(results: readonly CourseResult[]): string {
  const rows = results.flatMap(({ course, hops, othersShare }) => {
    const events = hops.map(({ at }) => at.accepted);
    const took = hops.map(({ tookMs }) => tookMs);
    const row = (who: string, values: readonly number[], more: readonly string[]) => [
      `${course.name}: ${who}`,
      String(hops.length),
      ...[0.5, 0.9, 0.99, 1].map((part) => percentile(values, part).toFixed(0)),
      ...more,
    ];
    return [
      row("Holdfast", took, [`${(100 * othersShare).toFixed(0)} %`]),
      ...POLLERS.map(({ name, periodMs }) => row(name, pollerDelays(events, periodMs), ["-"])),
    ];
  });
  return table(["a hop, ms", "hops", "p50", "p90", "p99", "longest", "others"], rows);
}

/** Where the time of a hop goes, for each course: from each mark to the one after it. */
export function phaseTable(results: readonly CourseResult[]): string {
  const steps = MARKS.slice(1).map((mark, index) => ({ mark, before: MARKS[index] ?? mark }));
  const head = ["from … to …", ...results.flatMap(({ course }) => [`${course.name}: p50`, "p99"])];
  const rows = steps.map(({ mark, before }) => [
    `${before} → ${mark}`,
    ...results.flatMap(({ hops }) => {
      const times = hops.map(({ at }) => at[mark] - at[before]).filter((ms) => !Number.isNaN(ms));
      return [0.5, 0.99].map((part) => percentile(times, part).toFixed(1));
    }),
  ]);
  return table(head, rows);
}

/** Processor time of a hop by process, milliseconds. */
export function processTable(results: readonly CourseResult[]): string {
  const roles = [...new Set(results.flatMap(({ used }) => [...used.keys()]))];
  const head = ["CPU ms of a hop", ...results.map(({ course }) => course.name)];
  const perHop = ({ used, hops }: CourseResult, role: string) => (used.get(role)?.cpuMs ?? 0) / hops.length;
  const total = (result: CourseResult) => roles.reduce((sum, role) => sum + perHop(result, role), 0);
  return table(head, [
    ...roles.map((role) => [role, ...results.map((result) => perHop(result, role).toFixed(1))]),
    ["all", ...results.map((result) => total(result).toFixed(1))],
  ]);
}

import type { Goal } from "../goals.ts";
import { table } from "../measure/table.ts";
import { percentile } from "../promotion/percentile.ts";
import type { Measured } from "./measure.ts";

const PATH_RATIO_MAX = 1.05;
const POLLER_RATIO_MAX = 0.6;
const BOUND_RATIO_MAX = 1.15;

/** How environments at once compare with what the rates of the account allow. */
export interface Crowd {
  readonly measured: Measured;
  /** Changes that all of them needed. */
  readonly changes: number;
  /** Least time for these changes at the rate of EKS, or of the longest critical path where that is longer, milliseconds. */
  readonly boundMs: number;
}

/** Time of one environment over what EKS took for its longest chain. */
export function overPath({ tookMs, environments }: Measured, scale: number): number {
  const pathMs = Math.max(...environments.map(({ truth }) => truth.criticalPathMs));
  return (tookMs * scale) / pathMs;
}

/** Calls over those of a poller that looks every ten seconds, its looks alone. */
export function overPolls({ calls, environments }: Measured): number {
  return calls / environments.reduce((total, { truth }) => total + truth.polls, 0);
}

/** What many need at least. */
export function crowdOf(measured: Measured, writes: { perSecond: number; burst: number }, scale: number): Crowd {
  const changes = measured.environments.reduce((total, { truth }) => total + truth.changes, 0);
  const pathMs = Math.max(...measured.environments.map(({ truth }) => truth.criticalPathMs)) / scale;
  return { measured, changes, boundMs: Math.max(((changes - writes.burst) / writes.perSecond) * 1_000, pathMs) };
}

/** A row for each time that one environment was set up. */
export function singleTable(rounds: readonly Measured[], scale: number): string {
  const head = [
    "environment",
    "took s",
    "path s",
    "÷ path",
    "calls",
    "/comp.",
    "polls",
    "÷ polls",
    "longest lags s",
    "others",
  ];
  const rows = rounds.flatMap((round) =>
    round.environments.map(({ name, components, tookMs, truth }) => [
      name,
      (tookMs / 1_000).toFixed(2),
      (truth.criticalPathMs / scale / 1_000).toFixed(2),
      overPath(round, scale).toFixed(3),
      String(round.calls),
      (round.calls / components.length).toFixed(1),
      String(truth.polls),
      overPolls(round).toFixed(2),
      truth.lags
        .slice(0, 4)
        .map(([component, ms]) => `${component} ${(ms / scale / 1_000).toFixed(2)}`)
        .join(", "),
      `${(100 * round.othersShare).toFixed(0)} %`,
    ]),
  );
  return table(head, rows);
}

/** One row: how many environments got on beside each other. */
export function crowdTable({ measured, changes, boundMs }: Crowd): string {
  const times = measured.environments.map(({ tookMs }) => tookMs / 1_000);
  const [least, median, most] = [0, 0.5, 1].map((part) => percentile(times, part));
  const head = [
    "N",
    "took s",
    "bound s",
    "changes",
    "calls",
    "refused",
    "first s",
    "median s",
    "last s",
    "last ÷ median",
    "others",
  ];
  const row = [
    String(times.length),
    (measured.tookMs / 1_000).toFixed(1),
    (boundMs / 1_000).toFixed(1),
    String(changes),
    String(measured.calls),
    String(measured.throttled),
    ...[least, median, most].map((time = 0) => time.toFixed(1)),
    ((most ?? 0) / (median ?? 1)).toFixed(2),
    `${(100 * measured.othersShare).toFixed(0)} %`,
  ];
  return table(head, [row]);
}

/** What was to be reached. */
export function eksGoals(rounds: readonly Measured[], crowd: Crowd | undefined, scale: number): readonly Goal[] {
  const middle = (of: (round: Measured) => number) => percentile(rounds.map(of), 0.5);
  const all = [...rounds, ...(crowd === undefined ? [] : [crowd.measured])];
  const faults = all.flatMap(({ environments }) => environments.flatMap(({ truth }) => truth.faults));
  return [
    atMost(
      "makespan ÷ critical path, one environment",
      PATH_RATIO_MAX,
      middle((round) => overPath(round, scale)),
    ),
    atMost("calls ÷ looks of a poller every 10 s", POLLER_RATIO_MAX, middle(overPolls)),
    atMost("components made twice, never or too early", 0, faults.length),
    ...(crowd === undefined
      ? []
      : [
          atMost(
            `makespan ÷ rate bound, ${crowd.measured.environments.length} environments`,
            BOUND_RATIO_MAX,
            crowd.measured.tookMs / crowd.boundMs,
          ),
        ]),
  ];
}

function atMost(name: string, limit: number, value: number): Goal {
  return { name, value: Number(value.toFixed(3)), goal: `<= ${limit}`, met: value <= limit };
}

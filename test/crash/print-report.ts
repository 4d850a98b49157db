import { plainTable, renderChecks } from "./checks/print-checks.ts";
import { groupBy } from "./checks/check.ts";
import type { Pair } from "./cost-of-a-kill.ts";
import type { CrashReport } from "./run-crash-test.ts";
import { VICTIMS } from "./victims.ts";

const COST_GOAL_MS = 1_500;

/** What happened, what the checks found, and how long things took, as lines of text. */
export function renderReport({
  checks,
  kills,
  killedServices,
  record,
  operations,
  promotions,
}: CrashReport): readonly string[] {
  return [
    `${record.accepted.length} commands accepted, ${record.lostAnswers} answers lost and sent again, ${sum(record.refusals)} refused (${[...record.refusals].map(([code, count]) => `${count} ${code}`).join(", ")})`,
    `${operations.length} operations: ${count(operations)}`,
    `${promotions.length} promotions: ${count(promotions)}`,
    `${kills.length} kills of Holdfast's own processes, ${killedServices} of services`,
    "",
    ...renderRecoveries(kills),
    "",
    ...renderChecks(checks),
  ];
}

function count(ones: readonly { readonly kind: string; readonly state: string }[]): string {
  const groups = groupBy(ones, ({ kind, state }) => `${kind} ${state}`);
  return [...groups].map(([what, all]) => `${all.length} ${what}`).join(", ");
}

function renderRecoveries(kills: CrashReport["kills"]): readonly string[] {
  const rows = VICTIMS.map((victim) => {
    const of = kills.filter((kill) => kill.victim === victim);
    const times = of.flatMap(({ recoveredMs }) => recoveredMs ?? []);
    return [victim, String(of.length), seconds(median(times)), seconds(Math.max(0, ...times))];
  });
  const all = kills.flatMap(({ recoveredMs }) => recoveredMs ?? []);
  return plainTable(
    ["KILLED", "TIMES", "BACK AFTER (MEDIAN)", "LONGEST"],
    [...rows, ["all", String(kills.length), seconds(median(all)), seconds(Math.max(0, ...all))]],
  );
}

/** What a kill of the cell worker cost, and whether that is within the goal. */
export function renderCost(pairs: readonly Pair[]): readonly string[] {
  if (pairs.length === 0) return [];
  const costs = pairs.map(({ plainMs, killedMs }) => killedMs - plainMs);
  const cost = median(costs);
  const verdict = cost <= COST_GOAL_MS ? "reached" : "missed";
  const range = `${seconds(Math.min(...costs))} to ${seconds(Math.max(...costs))}`;
  return [
    `what a kill costs: ${pairs.length} pairs of one set-up of R30, cell worker away for ${seconds(median(pairs.map(({ awayMs }) => awayMs)))} (median)`,
    `  median ${seconds(cost)} (${range}); left alone it takes ${seconds(median(pairs.map(({ plainMs }) => plainMs)))}; goal ${seconds(COST_GOAL_MS)}: ${verdict}`,
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

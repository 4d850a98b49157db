import { renderTable } from "../../cli/render/table.ts";
import type { Check } from "./checks/check.ts";
import { groupBy } from "./checks/check.ts";
import type { Pair } from "./cost-of-a-kill.ts";
import type { CrashReport } from "./run-crash-test.ts";
import { VICTIMS } from "./victims.ts";

const WIDTH = 140;
const PROBLEMS_SHOWN = 10;
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
  return table(
    ["KILLED", "TIMES", "BACK AFTER (MEDIAN)", "LONGEST"],
    [...rows, ["all", String(kills.length), seconds(median(all)), seconds(Math.max(0, ...all))]],
  );
}

function renderChecks(checks: readonly Check[]): readonly string[] {
  const rows = checks.map(({ name, looked, problems }) => [
    problems.length === 0 ? "passed" : "FAILED",
    String(looked),
    name,
  ]);
  const details = checks
    .filter(({ problems }) => problems.length > 0)
    .flatMap(({ name, problems }) => [
      `${name}:`,
      ...problems.slice(0, PROBLEMS_SHOWN).map((problem) => `  ${problem}`),
      ...more(problems),
    ]);
  return [...table(["RESULT", "LOOKED AT", "CHECK"], rows), ...(details.length === 0 ? [] : ["", ...details])];
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

/** The line that a machine reads. */
export function lastLine(checks: readonly Check[]): string {
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  return `${checks.length - failed} passed, ${failed} failed`;
}

function more(problems: readonly string[]): readonly string[] {
  return problems.length > PROBLEMS_SHOWN ? [`  and ${problems.length - PROBLEMS_SHOWN} more`] : [];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable({ titles, rows: cells }, { width: WIDTH, paint: (_, text) => text });
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

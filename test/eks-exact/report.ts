import { checkEach, type Check } from "../crash/checks/check.ts";
import { plainTable } from "../crash/checks/print-checks.ts";
import type { SuiteReport } from "../setup/long-suite.ts";
import type { Verdict } from "./judge.ts";
import type { CellEnd } from "./play-cell.ts";
import type { RunEnd } from "./play-run.ts";
import { FAULT_KINDS } from "./run-faults.ts";

const COUNTS = ["EFFECTS", "REPLAYS", "REPEATS", "DUPLICATES", "ORPHANS", "LOST"];

/** A table of cells by what was done to which kind. */
export function reportCells(ends: readonly CellEnd[], wanted: number): SuiteReport {
  const groups = Map.groupBy(ends, ({ cell }) => `${cell.piece.kind} ${cell.verb}`);
  const row = (name: string, of: readonly CellEnd[]) => [
    name,
    ...[of.length, sum(of, ({ kills }) => kills), sum(of, ({ faults }) => faults)].map(String),
    ...countsOf(of),
  ];
  const rows = [...[...groups].map(([name, of]) => row(name, of)), row("all", ends)];
  return {
    lines: plainTable(["CHANGE", "CELLS", "KILLS", "FAULTS", ...COUNTS], rows),
    checks: checksOf(
      "cells",
      ends.map((end) => ({ ...end, name: end.cell.name })),
      wanted,
    ),
  };
}

/** A table of runs by what was done in them, and one of their faults. */
export function reportRuns(ends: readonly RunEnd[], wanted: number): SuiteReport {
  const groups = Map.groupBy(ends, ({ verbs }) => verbs.join(", "));
  const row = (name: string, of: readonly RunEnd[]) => [
    name,
    ...[of.length, sum(of, ({ kills }) => kills), sum(of, faultsOf)].map(String),
    ...countsOf(of),
  ];
  const sorted = [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const faults = FAULT_KINDS.map((kind) => [String(sum(ends, (end) => end.faults.get(kind) ?? 0)), kind]);
  const slowest = Math.max(0, ...ends.map(({ tookMs }) => tookMs));
  const mean = sum(ends, ({ tookMs }) => tookMs) / Math.max(ends.length, 1);
  return {
    lines: [
      ...plainTable(
        ["RUNS THAT", "RUNS", "KILLS", "FAULTS", ...COUNTS],
        [...sorted.map(([name, of]) => row(name, of)), row("all", ends)],
      ),
      "",
      ...plainTable(["CALLS HIT", "FAULT"], faults),
      "",
      `a run took ${(mean / 1_000).toFixed(2)} s on average, ${(slowest / 1_000).toFixed(1)} s at most`,
    ],
    checks: checksOf(
      "runs",
      ends.map((end) => ({ ...end, name: end.seed })),
      wanted,
    ),
  };
}

/** What must hold of all that was played. */
export function checksOf(
  what: string,
  ends: readonly (Verdict & { readonly name: string })[],
  wanted: number,
): readonly Check[] {
  const each = (name: string, problemsOf: (end: Verdict) => readonly string[]) =>
    checkEach(`${what}: ${name}`, ends, (end) => {
      const problems = problemsOf(end);
      return problems.length === 0 ? undefined : `${end.name}: ${problems.join("; ")}`;
    });
  return [
    checkEach(`${what}: all were played`, [ends.length], (played) =>
      played === wanted ? undefined : `${played} of ${wanted}`,
    ),
    each("duplicates 0: nothing had its effect twice", ({ duplicates }) => duplicates),
    each("lost 0: every effect was made, and everything is as wanted", ({ lost }) => lost),
    each("orphans 0: nothing is there that Holdfast does not have", ({ orphans }) => orphans),
    each("every operation ended well, and nothing else was touched", ({ wrong }) => wrong),
  ];
}

function countsOf(ends: readonly Verdict[]): readonly string[] {
  return [
    sum(ends, ({ effects }) => effects),
    sum(ends, ({ replays }) => replays),
    sum(ends, ({ repeats }) => repeats),
    sum(ends, ({ duplicates }) => duplicates.length),
    sum(ends, ({ orphans }) => orphans.length),
    sum(ends, ({ lost }) => lost.length),
  ].map(String);
}

function faultsOf({ faults }: RunEnd): number {
  return sum([...faults.values()], (count) => count);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

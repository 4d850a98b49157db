import { renderTable } from "../../cli/render/table.ts";
import type { Check } from "../crash/checks/check.ts";
import type { LeadTimes } from "./releases/lead-times.ts";

const WIDTH = 150;
const PROBLEMS_SHOWN = 5;

/** A table of checks, and what is wrong with those that failed. */
export function renderChecks(checks: readonly Check[]): readonly string[] {
  const rows = checks.map(({ name, looked, problems }) => [
    problems.length === 0 ? "passed" : "FAILED",
    String(looked),
    name,
  ]);
  const details = checks.flatMap(({ name, problems }) =>
    problems.length === 0 ? [] : ["", `${name}:`, ...problems.slice(0, PROBLEMS_SHOWN), ...more(problems)],
  );
  return [...table(["RESULT", "LOOKED AT", "CHECK"], rows), ...details];
}

/** A table of lead times by stage. */
export function renderLeadTimes(times: readonly LeadTimes[]): readonly string[] {
  const rows = times.map(({ environment, verified, superseded, medianMs, p90Ms, longestMs }) => [
    environment,
    String(verified),
    String(superseded),
    ...[medianMs, p90Ms, longestMs].map((ms) => `${ms} ms`),
  ]);
  return table(["STAGE", "VERIFIED", "SUPERSEDED", "LEAD TIME MEDIAN", "P90", "LONGEST"], rows);
}

/** A table of figures. */
export function renderFigures(figures: readonly (readonly [what: string, value: string])[]): readonly string[] {
  return table(["MEASURED", ""], figures);
}

/** Counts of what happened, in the order of the words. */
export function renderCounts(counts: ReadonlyMap<string, number>): readonly string[] {
  const rows = [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([word, times]) => [String(times), word]);
  return table(["TIMES", "WHAT HAPPENED"], rows);
}

/** The line that a machine reads. */
export function lastLine(checks: readonly Check[]): string {
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  return `${checks.length - failed} passed, ${failed} failed`;
}

function more(problems: readonly string[]): readonly string[] {
  return problems.length > PROBLEMS_SHOWN ? [`and ${problems.length - PROBLEMS_SHOWN} more`] : [];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable({ titles, rows: cells }, { width: WIDTH, paint: (_, text) => text });
}

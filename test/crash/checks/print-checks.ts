import { renderTable } from "../../../cli/render/table.ts";
import type { Check } from "./check.ts";

const WIDTH = 150;
const PROBLEMS_SHOWN = 20;

/** A table of checks, and what is wrong with those that failed. */
export function renderChecks(checks: readonly Check[]): readonly string[] {
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
      ...(problems.length > PROBLEMS_SHOWN ? [`  and ${problems.length - PROBLEMS_SHOWN} more`] : []),
    ]);
  return [...plainTable(["RESULT", "LOOKED AT", "CHECK"], rows), ...(details.length === 0 ? [] : ["", ...details])];
}

/** The line that a machine reads. */
export function lastLine(checks: readonly Check[]): string {
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  return `${checks.length - failed} passed, ${failed} failed`;
}

/** A table without colours. */
export function plainTable(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable({ titles, rows: cells }, { width: WIDTH, paint: (_, text) => text });
}

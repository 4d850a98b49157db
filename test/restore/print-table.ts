import { renderTable } from "../../cli/render/table.ts";
import type { PointReport } from "./run-point.ts";

const WIDTH = 120;
const TITLES = ["POINT", "DATA", "OUTCOME", "ROWS ACKNOWLEDGED", "ROWS KEPT", "MS", "RESULT"];

/** What became of each point, as a table. */
export function renderReports(reports: readonly PointReport[]): readonly string[] {
  const rows = reports.map(({ point, rule, outcome, acknowledged, kept, ms, problems }) => [
    point,
    rule,
    outcome === "" ? "none" : outcome,
    String(acknowledged),
    String(kept),
    String(ms),
    problems.length === 0 ? "passed" : "FAILED",
  ]);
  const cells = rows.map((row) => row.map((text) => ({ text })));
  const table = { titles: TITLES, rows: cells, flexible: ["POINT"] };
  return renderTable(table, { width: WIDTH, paint: (_, text) => text });
}

/** The line that a machine reads. */
export function lastLine(reports: readonly PointReport[]): string {
  const failed = reports.filter(({ problems }) => problems.length > 0).length;
  return `${reports.length - failed} passed, ${failed} failed`;
}

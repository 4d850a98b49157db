import { expect, test } from "vitest";
import { POINTS } from "./points/index.ts";
import { renderReports } from "./print-table.ts";
import { runMatrix } from "./run-matrix.ts";

/** A few points that together go through most of what a restore does. */
const CASES = [
  { name: "after: check", rule: "restore" },
  { name: "after the database was replaced", rule: "keep" },
  { name: "again: an undo fails", rule: "keep" },
] as const;

test("whatever a release fails at, all is as before, and no acknowledged row is lost", async () => {
  const cases = CASES.map(({ name, rule }) => {
    const point = POINTS.find((one) => one.name === name);
    if (point === undefined) throw new Error(`there is no point "${name}"`);
    return { point, rule };
  });
  const reports = await runMatrix({ cases, atOnce: CASES.length, say: () => undefined });
  const failed = reports.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`${renderReports(reports).join("\n")}\n`);
  expect(failed).toEqual([]);
}, 240_000);

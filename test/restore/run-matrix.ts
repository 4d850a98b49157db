import { startUnderTest } from "../e2e/stack-under-test.ts";
import type { DataRule, Point } from "./point.ts";
import { type PointReport, runPoint } from "./run-point.ts";

/** A point and the rule that it is played with. */
export interface Case {
  readonly point: Point;
  readonly rule: DataRule;
}

/** What of the matrix is played, and who hears of it. */
export interface Matrix {
  readonly cases: readonly Case[];
  readonly atOnce: number;
  readonly say: (line: string) => void;
}

/** Every point with every rule that it has among these. */
export function casesOf(points: readonly Point[], rules: readonly DataRule[]): readonly Case[] {
  return points.flatMap((point) =>
    rules.filter((rule) => point.rules?.includes(rule) ?? true).map((rule) => ({ point, rule })),
  );
}

/** Plays cases in one installation, a few at a time, each in a project of its own; answers what became of them, in their order. */
export async function runMatrix({ cases, atOnce, say }: Matrix): Promise<readonly PointReport[]> {
  const under = await startUnderTest("restore");
  say("the installation is ready");
  try {
    const reports: PointReport[] = [];
    const waiting = [...cases.entries()];
    const play = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, { point, rule }] = next;
        const report = await runPoint(under, { point, rule, project: `point-${index + 1}` });
        reports[index] = report;
        say(`${point.name}, data ${rule}: ${report.problems.length === 0 ? "passed" : "FAILED"}`);
        for (const problem of report.problems) say(`  ${problem}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, play));
    return reports;
  } finally {
    await under.close();
  }
}

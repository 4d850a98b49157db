import { expect, test } from "vitest";
import { renderReport } from "../approvals-kills/print-report.ts";
import { runKills } from "../approvals-kills/run-kills.ts";

const SEED = process.env["HOLDFAST_KILLS_SEED"] ?? "short";

/** Some deaths of each process: of the API while it takes a vote in, of the worker at a message. */
const KINDS = [
  { of: / slack\/approve$/, count: 1 },
  { of: / slack\/submission$/, count: 1 },
  { of: / chat\/(post|approval)$/, count: 1 },
];

test("a vote counts once and its message ends right, wherever a process dies; test:approvals dies at every point", async () => {
  const report = await runKills({
    seed: SEED,
    choose: (points, random) =>
      KINDS.flatMap(({ of, count }) => random.shuffle(points.filter((point) => of.test(point))).slice(0, count)),
    endAt: Date.now() + 120_000,
    say: () => undefined,
  });
  const failed = report.checks.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`seed ${SEED}\n${renderReport(report).join("\n")}\n`);
  expect(failed).toEqual([]);
}, 180_000);

import { expect, test } from "vitest";
import { renderReport } from "./print-report.ts";
import { runCrashTest } from "./run-crash-test.ts";

const SEED = process.env["HOLDFAST_CRASH_SEED"] ?? "short";

test("nothing is lost, doubled or orphaned when every process is killed while environments come, change and go, and releases are promoted", async () => {
  const report = await runCrashTest({
    seed: SEED,
    kills: 8,
    ofEach: 1,
    cloudEnvironments: 2,
    shopEnvironments: 1,
    lines: 1,
    pauseMsMax: 1_500,
    endAt: Date.now() + 120_000,
    say: () => undefined,
  });
  const failed = report.checks.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`seed ${SEED}\n${renderReport(report).join("\n")}\n`);
  expect(failed).toEqual([]);
}, 300_000);

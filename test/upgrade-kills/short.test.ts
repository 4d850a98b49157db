import { expect, test } from "vitest";
import { renderReport } from "./print-report.ts";
import { runKills } from "./run-kills.ts";

const SEED = process.env["HOLDFAST_KILLS_SEED"] ?? "short";

test("an upgrade whose workers are killed moves everything once, in its order; test:upgrade kills twenty times", async () => {
  const report = await runKills({
    seed: SEED,
    kills: 2,
    upgrades: 1,
    besides: { isAlonePlayed: false, isInsightPlayed: false },
    scale: 600,
    from: "1.35",
    to: "1.36",
    endAt: Date.now() + 180_000,
    say: () => undefined,
  });
  const failed = report.checks.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`seed ${SEED}\n${renderReport(report).join("\n")}\n`);
  expect(failed).toEqual([]);
}, 300_000);

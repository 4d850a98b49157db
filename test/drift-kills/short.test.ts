import { expect, test } from "vitest";
import { type KillPoint, POINTS } from "./points.ts";
import { renderReport } from "./print-report.ts";
import { runKills } from "./run-kills.ts";

const SEED = process.env["HOLDFAST_KILLS_SEED"] ?? "short";

/** Between two batches, and before a decision. Nothing reaches them while nothing has drifted. */
const DEATHS = ["recorded drift/findings", "before decision drift/finding"];

test("no finding is lost or doubled and nothing is put back twice, wherever a process dies; test:drift dies at every point", async () => {
  const points = DEATHS.flatMap((name): readonly KillPoint[] => POINTS.filter((one) => one.name === name).slice(0, 1));
  const report = await runKills({
    seed: SEED,
    environments: 1,
    rounds: [points],
    isArmedAtStart: true,
    kills: 0,
    endAt: Date.now() + 180_000,
    say: () => undefined,
  });
  const failed = report.checks.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`seed ${SEED}\n${renderReport(report).join("\n")}\n`);
  expect(failed).toEqual([]);
}, 300_000);

import { expect, test } from "vitest";
import { seededRandom } from "../crash/random.ts";
import { DEADLY_LANES, DRY_LANE } from "./lanes.ts";
import type { PlannedDeath } from "./named-deaths.ts";
import { renderReport } from "./print-report.ts";
import { runEffectsTest } from "./run-effects-test.ts";
import { QUICK_SCENARIO, SCENARIOS } from "./scenarios.ts";

const SEED = process.env["HOLDFAST_EFFECTS_SEED"] ?? "short";
const LANES: readonly unknown[] = ["after intent", "after wire"];
const DEATHS_OF_STEPS = 3;

/** One death around each effect of the change, and some around those of steps; only around those of the quick scenario. */
function choose(deaths: readonly PlannedDeath[]): readonly PlannedDeath[] {
  const random = seededRandom(SEED).fork("deaths");
  const isOfOthers = ({ effect }: PlannedDeath) => /^(ticket|undo-)/.test(effect);
  const isOfChange = ({ effect }: PlannedDeath) => effect.startsWith("change/");
  const byEffect = Map.groupBy(deaths.filter(isOfChange), ({ effect }) => effect);
  const ofSteps = deaths.filter((death) => !isOfOthers(death) && !isOfChange(death));
  return [
    ...[...byEffect.values()].map((same) => random.pick(same)),
    ...random.shuffle(ofSteps).slice(0, DEATHS_OF_STEPS),
  ];
}

test("every effect is there once, wherever a worker dies and whatever the ticket systems answer", async () => {
  const withIssue = SCENARIOS.filter(({ name }) => name === "breaks");
  const report = await runEffectsTest({
    seed: SEED,
    scenariosOf: ({ id }) => (id === DRY_LANE.id ? [QUICK_SCENARIO, ...withIssue] : [QUICK_SCENARIO]),
    lanes: DEADLY_LANES.filter(({ deaths }) => LANES.includes(deaths)),
    choose,
    faults: { count: 12, isQuick: true },
    indexLagMs: 1_000,
    endAt: Date.now() + 150_000,
    say: () => undefined,
  });
  const failed = report.checks.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`seed ${SEED}\n${renderReport(report).join("\n")}\n`);
  expect(failed).toEqual([]);
}, 180_000);

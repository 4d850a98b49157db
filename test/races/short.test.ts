import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Check } from "../crash/checks/check.ts";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { runLive } from "./live/run-live.ts";
import { runPure } from "./pure/run-pure.ts";

const SEED = 20_261;
const INTERLEAVINGS = 4_000;
const SEQUENCES = 26;
const AT_ONCE = 12;
const LIMIT_MS = 120_000;

const wrong = (checks: readonly Check[]) => checks.filter(({ problems }) => problems.length > 0);

describe("a short run of the races of approvals", () => {
  it("finds that the rules alone decide every interleaving once, and as they say", () => {
    const { checks, counts } = runPure({ seed: SEED, races: INTERLEAVINGS });
    expect(wrong(checks)).toEqual([]);
    expect(counts.get("ends approved")).toBeGreaterThan(INTERLEAVINGS / 50);
  });

  describe("through PostgreSQL and Temporal", () => {
    let holdfast: Installation;
    beforeAll(async () => {
      holdfast = await testInstallation();
      await holdfast.start();
    }, LIMIT_MS);
    afterAll(async () => await holdfast.close());

    it(
      "finds one decision of each approval, and no turn that it does not carry, in races of every kind",
      async () => {
        const endAt = Date.now() + LIMIT_MS;
        const run = { seed: SEED, sequences: SEQUENCES, atOnce: AT_ONCE, endAt, awayWithinS: 5, say: () => undefined };
        const { checks, counts } = await runLive(holdfast, run);
        expect(wrong(checks)).toEqual([]);
        const runs = [...counts].filter(([what]) => what.endsWith(": run"));
        expect(runs).toHaveLength(12);
        expect(runs.reduce((sum, [, times]) => sum + times, 0)).toBe(SEQUENCES);
      },
      LIMIT_MS,
    );
  });
});

import { expect, test } from "vitest";
import { titleOf, type ScenarioName } from "./names.ts";
import { scenarioWorld, type ScenarioOptions, type ScenarioWorld } from "./scenario-world.ts";

const LIMIT_MS = 120_000;

/** How a scenario is told. */
export interface Told {
  /** Which of several ways in which it goes. */
  readonly variant?: string;
  /** Whether it ends the simulator itself, and has looked at its log. */
  readonly isGoneAtEnd?: boolean;
  /** Two minutes by default. */
  readonly limitMs?: number;
}

/** A test of one scenario in a world of its own. In the end the truth log must show nothing that may never be. */
export function scenario(
  name: ScenarioName,
  run: (world: ScenarioWorld) => Promise<void>,
  { variant, isGoneAtEnd = false, limitMs = LIMIT_MS, ...options }: ScenarioOptions & Told = {},
): void {
  test(`${titleOf(name)}${variant === undefined ? "" : `: ${variant}`}`, { timeout: limitMs }, async () => {
    const world = await scenarioWorld(options);
    try {
      await run(world);
      if (!isGoneAtEnd) expect(await world.problems()).toEqual([]);
    } finally {
      await world.close();
    }
  });
}

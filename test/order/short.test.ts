import { afterAll, beforeAll, expect, test } from "vitest";
import type { Check } from "../crash/checks/check.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { runHerd } from "./herd/run-herd.ts";
import { runLive } from "./live/run-live.ts";
import { runModel } from "./model/run-model.ts";
import { renderChecks } from "../crash/checks/print-checks.ts";
import { runReleases } from "./releases/run-releases.ts";
import { movedClock } from "./turns/clock.ts";
import { freezeBeforeTurn } from "./turns/freeze-before-turn.ts";
import { gatesHoldNoTurn } from "./turns/gates-hold-no-turn.ts";
import { longFreeze } from "./turns/long-freeze.ts";

const SEED = Number(process.env["HOLDFAST_ORDER_SEED"] ?? "1");
const LIMIT_MS = 180_000;
const say = () => undefined;
const clock = movedClock();

let holdfast: Installation;
beforeAll(async () => {
  holdfast = await testInstallation({ now: clock.now });
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

/** Fails with every problem, for a person to read. */
function expectAll(checks: readonly Check[]): void {
  const failed = checks.filter(({ problems }) => problems.length > 0);
  if (failed.length > 0) process.stderr.write(`seed ${SEED}\n${renderChecks(failed).join("\n")}\n`);
  expect(failed).toEqual([]);
}

test(
  "whatever people and machines do in whatever order, no stage is skipped and every request has its outcome",
  async () => {
    const run = { seed: SEED, sequences: 16, commandsMax: 14, lanes: 2, endAt: Date.now() + LIMIT_MS, say };
    expectAll((await runModel(run)).checks);
  },
  LIMIT_MS,
);

test(
  "the same holds through Temporal",
  async () => {
    expectAll((await runLive(holdfast, { seed: SEED, sequences: 2, commandsMax: 6, atOnce: 2, clock, say })).checks);
  },
  LIMIT_MS,
);

test(
  "releases that follow each other keep their order, and the newest arrives",
  async () => {
    const run = { count: 8, queue: "newest", limitMs: LIMIT_MS, say } as const;
    expectAll((await runReleases(holdfast, run)).checks);
  },
  LIMIT_MS,
);

test(
  "where each is wanted, each is verified in order",
  async () => {
    const run = { count: 4, queue: "each", limitMs: LIMIT_MS, say } as const;
    expectAll((await runReleases(holdfast, run)).checks);
  },
  LIMIT_MS,
);

test(
  "stop-the-line stops promotions whose gates have passed, and lifting it lets them go a few at once, each once",
  async () => {
    expectAll((await runHerd({ count: 40, racing: 30, shownWithinMs: 5_000, say })).checks);
  },
  LIMIT_MS,
);

test(
  "while a change waits two days, what dies is repaired and other stages are changed",
  async () => {
    expectAll((await gatesHoldNoTurn(holdfast, clock)).checks);
  },
  LIMIT_MS,
);

test(
  "a promotion whose freeze begins before its turn is not admitted, and parks",
  async () => {
    expectAll((await freezeBeforeTurn(holdfast)).checks);
  },
  LIMIT_MS,
);

test(
  "a promotion that a freeze of days has caught goes on once when it opens",
  async () => {
    expectAll((await longFreeze(holdfast, { clock, days: 3, say })).checks);
  },
  LIMIT_MS,
);

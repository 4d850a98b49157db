import { expect, test } from "vitest";
import { floorGoal, largeGoal, pathGoal } from "./goals.ts";
import type { Measured } from "./measure/measure-set-up.ts";

const truth = { criticalPathMs: 10_000, duplicates: 0, lost: 0, early: 0, startedAt: 0, endedAt: 0, lagsMs: [] };

function measured(makespanMs: number, change: Partial<Measured> = {}): Measured {
  return {
    name: "holdfast",
    environments: 10,
    components: 300,
    makespanMs,
    beginMs: 0,
    finishMs: 0,
    truth,
    history: { events: 0, bytes: 0, transitions: 0 },
    used: new Map(),
    calls: 0,
    othersShare: 0,
    resources: [],
    ...change,
  };
}

test.each([
  { name: "at the limit", makespanMs: 10_500, value: 1.05, met: true },
  { name: "above it", makespanMs: 10_510, value: 1.051, met: false },
])("a makespan $name of the path gives met: $met", ({ makespanMs, value, met }) => {
  expect(pathGoal(measured(makespanMs))).toMatchObject({ value, met });
});

test("a set-up that did not get there misses its goal without a value", () => {
  expect(pathGoal(undefined)).toMatchObject({ value: null, met: false });
});

test("the floor is compared by the ratios to each one's own path", () => {
  const slower = measured(24_000, { truth: { ...truth, criticalPathMs: 20_000 } });
  expect(floorGoal(10, slower, measured(12_000))).toMatchObject({ value: 1, met: true });
});

test("a floor that strangers slowed down proves nothing", () => {
  const goal = floorGoal(10, measured(11_000), measured(12_000, { othersShare: 0.5 }));
  expect(goal).toMatchObject({ met: false, disturbed: expect.stringContaining("50 %") });
});

test.each(["lost", "duplicates", "early"] as const)(
  "a large environment with one component that is in `%s` misses",
  (fault) => {
    expect(largeGoal(1_000, measured(1, { truth: { ...truth, [fault]: 1 } }))).toMatchObject({
      value: 999,
      met: false,
    });
  },
);

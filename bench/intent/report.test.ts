import { expect, test } from "vitest";
import { intentGoals } from "./report.ts";

const delays = (ms: number) => [{ answeredMs: 1, turnMs: 2, beganMs: ms }];
const measured = { idle: delays(100), swept: delays(140), sweeps: 3, looked: 900, sweptSeconds: 1 };

test("an apply that begins soon beside sweeps, and hardly later than without, meets every goal", () => {
  expect(intentGoals(measured)).toMatchObject([
    { value: 140, met: true },
    { value: 1.4, met: true },
    { value: 900, met: true },
  ]);
});

test("one that begins much later because of sweeps misses the ratio, however quick it is", () => {
  expect(intentGoals({ ...measured, swept: delays(160) }).map(({ met }) => met)).toEqual([true, false, true]);
});

test("nothing measured, or nothing swept meanwhile, meets nothing", () => {
  expect(intentGoals({ ...measured, swept: [], looked: 0 }).map(({ met }) => met)).toEqual([false, false, false]);
});

import { expect, test } from "vitest";
import { sweepBrake } from "./sweep-brake.ts";

test.each([
  { looked: 0, drifted: 0, brakes: false },
  { looked: 10, drifted: 10, brakes: false },
  { looked: 11, drifted: 11, brakes: true },
  { looked: 500, drifted: 10, brakes: false },
  { looked: 500, drifted: 11, brakes: true },
  { looked: 1_000, drifted: 20, brakes: false },
  { looked: 1_000, drifted: 21, brakes: true },
])("of $looked components $drifted drifted: brakes is $brakes", ({ looked, drifted, brakes }) => {
  expect(sweepBrake({ looked, drifted }) !== undefined).toBe(brakes);
});

test("sweepBrake() says what it has counted", () => {
  expect(sweepBrake({ looked: 1_000, drifted: 40 })).toBe(
    "40 of 1000 components drifted in one sweep, more than 20: nothing is put back until a person decides",
  );
});

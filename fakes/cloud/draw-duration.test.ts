import { expect, test } from "vitest";
import { drawSeconds } from "./draw-duration.ts";

const ids = Array.from({ length: 10_000 }, (_, index) => `id-${index}`);

test("drawSeconds draws the same duration for the same seed and id, in any order", () => {
  const forwards = ids.map((id) => drawSeconds({ seed: 7, id, seconds: 540 }));
  const backwards = ids.toReversed().map((id) => drawSeconds({ seed: "7", id, seconds: 540 }));
  expect(backwards.toReversed()).toEqual(forwards);
  expect(drawSeconds({ seed: 8, id: "id-0", seconds: 540 })).not.toBe(forwards[0]);
});

test("drawSeconds stays the same from one version of the cloud to the next", () => {
  expect(drawSeconds({ seed: 1, id: "eks-control-plane", seconds: 540 })).toBeCloseTo(552.241, 3);
});

test("drawSeconds is lognormal around the typical seconds", () => {
  const logs = ids.map((id) => Math.log(drawSeconds({ seed: 1, id, seconds: 1, sigma: 0.2 })));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
  expect(mean).toBeCloseTo(0, 2);
  expect(deviation).toBeCloseTo(0.2, 2);
});

test("drawSeconds without spread answers the typical seconds exactly", () => {
  expect(drawSeconds({ seed: 1, id: "a", seconds: 12.5, sigma: 0 })).toBe(12.5);
});

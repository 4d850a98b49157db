import fc from "fast-check";
import { expect, test } from "vitest";
import { median, p90 } from "./quantiles.ts";

test.each([
  { values: [], middle: undefined, high: undefined },
  { values: [5], middle: 5, high: 5 },
  { values: [10, 2], middle: 6, high: 10 },
  { values: [100, 9, 10], middle: 10, high: 100 },
  { values: [4, 3, 2, 1], middle: 2.5, high: 4 },
  { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], middle: 5.5, high: 9 },
  { values: [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], middle: 6, high: 10 },
])("of $values the median is $middle and the p90 is $high", ({ values, middle, high }) => {
  expect({ middle: median(values), high: p90(values) }).toEqual({ middle, high });
});

test("the median has half of the values on each side, the p90 nine tenths below or at it, whatever their order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 200 }), (values) => {
      const [middle = Number.NaN, high = Number.NaN] = [median(values), p90(values)];
      const atMost = (limit: number) => values.filter((value) => value <= limit).length;
      const atLeast = (limit: number) => values.filter((value) => value >= limit).length;
      expect(atMost(middle) * 2).toBeGreaterThanOrEqual(values.length);
      expect(atLeast(middle) * 2).toBeGreaterThanOrEqual(values.length);
      expect(values).toContain(high);
      expect(atMost(high) * 10).toBeGreaterThanOrEqual(values.length * 9);
      expect(values.filter((value) => value < high).length * 10).toBeLessThan(values.length * 9);
      expect(high).toBeGreaterThanOrEqual(middle);
    }),
    { seed: 20_261_121 },
  );
});

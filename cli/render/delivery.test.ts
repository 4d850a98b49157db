import { expect, test } from "vitest";
import { type DeliveryMetric, renderDelivery, valueWords } from "./delivery.ts";
import { plainPaint } from "./paint.ts";

const metric = (parts: Partial<DeliveryMetric>): DeliveryMetric => ({
  name: "Metric",
  formula: "one ÷ other",
  unit: "ms",
  further: [],
  promotionIds: ["p1", "p2", "p3"],
  unmeasuredIds: [],
  ...parts,
});
const perDay = (value: number) => ({ unit: "per week", further: [{ name: "per day", value, unit: "per day" }] });

test.each([
  { name: "nothing to measure", of: metric({}), want: "-" },
  { name: "a frequency", of: metric({ value: 2.1, ...perDay(0.3) }), want: "2.1 per week (0.3 per day)" },
  { name: "a high frequency", of: metric({ value: 71.4, ...perDay(10.2) }), want: "71 per week (10 per day)" },
  { name: "a rare one", of: metric({ value: 0.02, ...perDay(0.002) }), want: "0.02 per week (less than 0.01 per day)" },
  { name: "none", of: metric({ value: 0, ...perDay(0) }), want: "0 per week (0 per day)" },
  {
    name: "a time",
    of: metric({ value: 100_800_000, further: [{ name: "p90", value: 259_200_000, unit: "ms" }] }),
    want: "1 d 4 h (p90 3 d)",
  },
  { name: "a share", of: metric({ value: 1 / 3, unit: "share", numeratorIds: ["p1"] }), want: "33 % (1 of 3)" },
  {
    name: "a unit of a newer server",
    of: metric({ value: 1.25, unit: "per lunar month" }),
    want: "1.3 per lunar month",
  },
])("valueWords() says $name as $want", ({ of, want }) => {
  expect(valueWords(of)).toBe(want);
});

test("metrics are a table, and below it their formulas, uncut in a narrow terminal", () => {
  const formula = "a formula that is much longer than the terminal is wide, and can still be read to its end";
  const lines = renderDelivery(
    [metric({ name: "First", value: 60_000, formula }), metric({ name: "Second", unmeasuredIds: ["p4"] })],
    { width: 60, paint: plainPaint },
  );
  expect(lines).toEqual([
    "METRIC  VALUE  PROMOTIONS",
    "First   1 min  3",
    "Second  -      3, and 1 not measured",
    "",
    "How each is computed",
    `  First: ${formula}`,
    "  Second: one ÷ other",
  ]);
});

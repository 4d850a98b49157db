import { expect, test } from "vitest";
import { HOUR_MS, promotionFact, WEEK } from "../test/setup/delivery-facts.ts";
import { deliveryBasis } from "./delivery-basis.ts";
import type { PromotionFact } from "./delivery-facts.ts";
import { recoveryTime } from "./recovery-time.ts";

const FAILED = { outcome: "Failed" } as const;
const RESTORED = { outcome: "Restored" } as const;

/** The median and p90 of a week, and the ids of the promotions that are measured and not measured. */
function said(promotions: readonly PromotionFact[]) {
  const basis = deliveryBasis({ promotions, releases: [] }, { period: WEEK });
  const { value, further, promotionIds, unmeasuredIds } = recoveryTime(basis);
  return { value, other: further[0]?.value, behind: promotionIds, unmeasured: unmeasuredIds };
}

test.each([
  {
    name: "until it was restored",
    promotions: [promotionFact("a", 10, RESTORED)],
    want: { value: HOUR_MS, behind: ["a"], unmeasured: [] },
  },
  {
    name: "until the next deployment was verified",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 15), promotionFact("c", 20)],
    want: { value: 6 * HOUR_MS, behind: ["a", "b"] },
  },
  {
    name: "until the next one was restored",
    promotions: [promotionFact("a", 10, { outcome: "Restore failed" }), promotionFact("b", 15, RESTORED)],
    want: { value: 3.5 * HOUR_MS, other: 6 * HOUR_MS, behind: ["a", "b"] },
  },
  {
    name: "of each of two failures in a row, until the same moment",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 15, FAILED), promotionFact("c", 19)],
    want: { value: 7.5 * HOUR_MS, other: 10 * HOUR_MS, behind: ["a", "b", "c"] },
  },
  {
    name: "not ended by what ran well before it",
    promotions: [promotionFact("a", 5), promotionFact("b", 10, FAILED), promotionFact("c", 15)],
    want: { value: 6 * HOUR_MS, behind: ["b", "c"], unmeasured: [] },
  },
  {
    name: "also where that was after the period",
    promotions: [promotionFact("a", 167, FAILED), promotionFact("b", 177)],
    want: { value: 11 * HOUR_MS, behind: ["a", "b"] },
  },
  {
    name: "not ended by another environment",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 15, { environment: "shop-prod-2" })],
    want: { value: undefined, other: undefined, behind: [], unmeasured: ["a"] },
  },
  {
    name: "not ended by one that was cancelled, or never had its turn",
    promotions: [
      promotionFact("a", 10, FAILED),
      promotionFact("b", 15, { outcome: "Cancelled" }),
      promotionFact("c", 16, { hadTurn: false }),
    ],
    want: { value: undefined, unmeasured: ["a"] },
  },
  {
    name: "not counted where it failed before the period",
    promotions: [promotionFact("a", -1, FAILED), promotionFact("b", 15)],
    want: { value: undefined, behind: [], unmeasured: [] },
  },
])("recovery takes from the start of the failed turn $name", ({ promotions, want }) => {
  expect(said(promotions)).toMatchObject(want);
});

test("recovery is not measured where nobody knows when the failed turn began", () => {
  const { admittedAt: _, ...failed } = promotionFact("a", 10, RESTORED);
  expect(said([failed])).toMatchObject({ unmeasured: ["a"] });
});

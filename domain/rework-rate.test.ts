import { expect, test } from "vitest";
import { HOUR_MS, MONDAY, promotionFact, WEEK } from "../test/setup/delivery-facts.ts";
import { deliveryBasis } from "./delivery-basis.ts";
import type { PromotionFact } from "./delivery-facts.ts";
import { reworkRate } from "./rework-rate.ts";

const FAILED = { outcome: "Failed" } as const;
const RESTORED = { outcome: "Restored" } as const;

const said = (promotions: readonly PromotionFact[], options: { readonly reworkWithinMs?: number } = {}) =>
  reworkRate(deliveryBasis({ promotions, releases: [] }, { period: WEEK, ...options }));

const requestedAt = (hours: number) => ({ requestedAt: MONDAY + hours * HOUR_MS });

test.each([
  { name: "a rollback", promotions: [promotionFact("b", 50, { kind: "rollback" })], want: ["b"] },
  {
    name: "a promotion asked for soon after a failure",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 50, requestedAt(20))],
    want: ["b"],
  },
  {
    name: "one asked for in the instant of the failure",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 50, requestedAt(10))],
    want: ["b"],
  },
  {
    name: "one asked for 24 h later",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 50, requestedAt(34))],
    want: ["b"],
  },
  {
    name: "not one asked for later than that",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 50, requestedAt(34.001))],
    want: [],
  },
  {
    name: "not one that was asked for before the failure",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 12, requestedAt(9.999))],
    want: [],
  },
  {
    name: "one after a failure that was restored, or before the period",
    promotions: [promotionFact("a", -10, RESTORED), promotionFact("b", 12, requestedAt(1))],
    want: ["b"],
  },
  {
    name: "a fix that fails, and the fix of the fix",
    promotions: [
      promotionFact("a", 10, FAILED),
      promotionFact("b", 20, { ...FAILED, ...requestedAt(12) }),
      promotionFact("c", 60, requestedAt(40)),
    ],
    want: ["b", "c"],
  },
  {
    name: "not one after a failure elsewhere",
    promotions: [
      promotionFact("a", 10, { ...FAILED, environment: "shop-prod-2" }),
      promotionFact("b", 50, requestedAt(20)),
    ],
    want: [],
  },
  {
    name: "not one after a promotion that failed without its turn",
    promotions: [promotionFact("a", 10, { ...FAILED, hadTurn: false }), promotionFact("b", 50, requestedAt(20))],
    want: [],
  },
  {
    name: "not one that failed in the instant in which it was asked for, and so after itself",
    promotions: [promotionFact("a", 10, { ...FAILED, ...requestedAt(10) })],
    want: [],
  },
  {
    name: "not a change of parameters",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 50, { kind: "change", ...requestedAt(20) })],
    want: [],
  },
])("rework is $name", ({ promotions, want }) => {
  const { numeratorIds, value, promotionIds } = said(promotions);
  expect(numeratorIds).toEqual(want);
  expect(value).toBe(want.length / promotionIds.length);
});

test("how long a promotion is taken for a fix can be said, and stands in the formula", () => {
  const promotions = [promotionFact("a", 10, FAILED), promotionFact("b", 50, requestedAt(12))];
  const rework = (reworkWithinMs: number) => said(promotions, { reworkWithinMs });
  expect(rework(2 * HOUR_MS)).toMatchObject({ value: 0.5, formula: expect.stringContaining("within 2 h") });
  expect(rework(90 * 60_000)).toMatchObject({ value: 0, formula: expect.stringContaining("within 90 min") });
});

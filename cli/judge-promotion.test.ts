import { expect, test } from "vitest";
import { promotionView } from "../test/cli/promotion-views.ts";
import { judgeOver, judgeVerified } from "./judge-promotion.ts";

test.each([
  { state: "Waiting", over: "pending", verified: "pending" },
  { state: "Running", over: "pending", verified: "pending" },
  { state: "Restoring", over: "pending", verified: "pending" },
  { state: "Held", over: "pending", verified: "missed" },
  { state: "Verified", over: "reached", verified: "reached" },
  { state: "Rejected", over: "missed", verified: "missed" },
  { state: "Superseded", over: "missed", verified: "missed" },
  { state: "Cancelled", over: "missed", verified: "missed" },
  { state: "Failed", over: "missed", verified: "missed" },
  { state: "Restored", over: "missed", verified: "missed" },
  { state: "Restore failed", over: "missed", verified: "missed" },
] as const)("a promotion that is $state is $over for over and $verified for verified", ({ state, over, verified }) => {
  const look = { id: "p1", promotion: promotionView("p1", { state }), components: [] };
  expect([judgeOver(look).is, judgeVerified(look).is]).toEqual([over, verified]);
});

test("a verification that was revoked is none", () => {
  const promotion = promotionView("p1", { state: "Verified", revokedAt: 5, revokedReason: "prices are wrong" });
  expect(judgeOver({ id: "p1", promotion, components: [] })).toEqual({
    is: "missed",
    text: "Verified, and revoked: prices are wrong",
  });
});

test("a promotion that is not there has missed everything", () => {
  expect(judgeVerified({ id: "p1", components: [] })).toEqual({ is: "missed", text: 'there is no promotion "p1"' });
});

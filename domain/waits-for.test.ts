import { expect, it } from "vitest";
import { approvalView, ASKED_AT, voteOf } from "../test/setup/approval-view.ts";
import type { Principal } from "./schema/access.ts";
import { waitsFor } from "./waits-for.ts";

const bo: Principal = {
  kind: "person",
  id: "pe-bo",
  name: "bo",
  isActive: true,
  groups: ["release-managers"],
  grants: [{ role: "approver" }],
};

it("waits for who is asked, may vote and has not", () => {
  expect(waitsFor(approvalView(), bo)).toBe(true);
  expect(waitsFor(approvalView(), { ...bo, groups: ["others"] })).toBe(false);
  expect(waitsFor(approvalView({ votes: [voteOf("bo")] }), bo)).toBe(false);
  expect(waitsFor(approvalView({ excluded: [{ id: "pe-bo", name: "bo" }] }), bo)).toBe(false);
  expect(waitsFor(approvalView({ status: "approved" }), bo)).toBe(false);
});

it("waits for the second group once it was escalated", () => {
  const rule = { from: "release-managers", count: 2, escalateTo: "heads" };
  const head = { ...bo, id: "pe-di", groups: ["heads"] };
  expect(waitsFor(approvalView({ rule }), head)).toBe(false);
  expect(waitsFor(approvalView({ rule, escalatedAt: ASKED_AT }), head)).toBe(true);
});

it("waits for everybody whose role lets them vote there, where anybody is asked", () => {
  const view = approvalView({ rule: { from: "anybody who may vote here", isAnyVoter: true, count: 1 } });
  const loner = { ...bo, groups: [] };
  expect(waitsFor(view, loner)).toBe(true);
  expect(waitsFor(view, { ...loner, grants: [{ role: "operator", project: "shop", environment: "shop-prod" }] })).toBe(
    true,
  );
  expect(waitsFor(view, { ...loner, grants: [{ role: "approver", project: "other" }, { role: "developer" }] })).toBe(
    false,
  );
  expect(waitsFor(view, { ...loner, isActive: false })).toBe(false);
});

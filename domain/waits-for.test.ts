import { expect, it } from "vitest";
import { approvalView, ASKED_AT, voteOf } from "../test/setup/approval-view.ts";
import { waitsFor } from "./waits-for.ts";

const bo = { id: "pe-bo", groups: ["release-managers"] };

it("waits for who is asked, may vote and has not", () => {
  expect(waitsFor(approvalView(), bo)).toBe(true);
  expect(waitsFor(approvalView(), { ...bo, groups: ["others"] })).toBe(false);
  expect(waitsFor(approvalView({ votes: [voteOf("bo")] }), bo)).toBe(false);
  expect(waitsFor(approvalView({ excluded: [{ id: "pe-bo", name: "bo" }] }), bo)).toBe(false);
  expect(waitsFor(approvalView({ status: "approved" }), bo)).toBe(false);
});

it("waits for the second group once it was escalated", () => {
  const rule = { from: "release-managers", count: 2, escalateTo: "heads" };
  const head = { id: "pe-di", groups: ["heads"] };
  expect(waitsFor(approvalView({ rule }), head)).toBe(false);
  expect(waitsFor(approvalView({ rule, escalatedAt: ASKED_AT }), head)).toBe(true);
});

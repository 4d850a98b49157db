import type { ApprovalView, VoteView } from "../../domain/schema/approval.ts";

/** Noon of a Monday. */
export const ASKED_AT = Date.parse("2026-09-21T12:00:00Z");
const HOUR_MS = 3_600_000;

/** A promotion of the shop to prod, which two release managers have to approve. */
export function approvalView(change: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id: "ap-7f3k2m9qx4tn5b6a",
    subject: "promotion",
    project: "shop",
    environment: "shop-prod",
    environmentUid: "0199a1b2-0000-7000-8000-000000000001",
    class: "prod",
    gate: "release-managers",
    promotionId: "pr-000000000000000912",
    release: "1.2.0",
    previousRelease: "1.1.0",
    binding: {
      releaseDigest: `sha256:${"a".repeat(64)}`,
      planDigest: `sha256:${"9f31c2".repeat(10)}abcd`,
      generation: 4,
    },
    rule: { from: "release-managers", count: 2 },
    status: "pending",
    statusReason: "",
    requester: "ana",
    excluded: [{ id: "pe-ana", name: "ana" }],
    why: "the autumn prices",
    changes: [
      { component: "api", action: "update", reason: "another artifact" },
      { component: "web", action: "update", reason: "another artifact" },
    ],
    migrations: ["0005_order_price.sql"],
    links: [{ title: "CHG0031337", url: "https://sn.example.com/CHG0031337" }],
    votes: [],
    mayVote: ["bo", "cy", "di"],
    askedAt: ASKED_AT,
    expiresAt: ASKED_AT + 24 * HOUR_MS,
    remindAt: ASKED_AT + 2 * HOUR_MS,
    version: 1,
    ...change,
  };
}

/** A proposal to put back what somebody has changed of the shop's web server, which anybody may decide who may vote there. */
export function driftApprovalView(change: Partial<ApprovalView> = {}): ApprovalView {
  const { promotionId: _promotion, gate: _gate, release: _release, ...view } = approvalView();
  return {
    ...view,
    subject: "drift",
    rule: { from: "anybody who may vote here", isAnyVoter: true, count: 1 },
    requester: "a sweep",
    excluded: [{ id: "pe-ana", name: "ana" }],
    why: "",
    changes: [{ component: "web", action: "revert", reason: "1 field differs" }],
    migrations: [],
    links: [],
    drift: {
      findingId: "fi-abcdefghijklmnop",
      component: "web",
      kind: "service",
      diff: [
        "--- wanted",
        "+++ seen",
        "@@ web @@",
        "  config:",
        "    environment:",
        "-     GREETING: Welcome",
        "+     GREETING: <Hello>  # by ana",
      ].join("\n"),
      changedBy: ["ana"],
      reaction: [
        "drift is put back when a person agrees",
        "config.environment.GREETING is put back when a person agrees: class default of prod",
      ],
      askedBy: "default: no approval gate of its stage names a group",
    },
    ...change,
  };
}

/** A vote of this person, an hour after it was asked. */
export function voteOf(name: string, change: Partial<VoteView> = {}): VoteView {
  const person = { id: `pe-${name}`, name };
  return { person, decision: "approve", comment: "", via: "slack", receivedAt: ASKED_AT + HOUR_MS, ...change };
}

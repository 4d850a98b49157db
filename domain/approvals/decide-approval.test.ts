import { describe, expect, it, test } from "vitest";
import { ASKED, type ApprovalEvent, type ApprovalQuestion, type Voter } from "./approval-question.ts";
import { decideApproval, foldApproval } from "./decide-approval.ts";
import { noLongerStands } from "./still-stands.ts";

const BINDING = { releaseDigest: "sha256:r", planDigest: "sha256:p", generation: 3 };
const ANA = { id: "p-ana", name: "ana" };
const QUESTION: ApprovalQuestion = {
  rule: { from: "release-managers", count: 2, escalateTo: "directors", breakGlass: "on-call" },
  binding: BINDING,
  excluded: [ANA],
  requesters: [ANA],
  expiresAt: 1_000,
};

const voter = (name: string, changes: Partial<Voter> = {}): Voter => ({
  id: `p-${name}`,
  name,
  isPerson: true,
  groups: ["release-managers"],
  mayVote: true,
  ...changes,
});

type Ballot = Extract<ApprovalEvent, { type: "ballot" }>;
const ballot = (choice: Ballot["choice"], who: Voter, changes: Partial<Ballot> = {}): Ballot => ({
  type: "ballot",
  choice,
  voter: who,
  reason: "",
  via: "cli",
  receivedAt: 500,
  ...changes,
});
const yes = (name: string, changes: Partial<Ballot> = {}) => ballot("approve", voter(name), changes);
const after = (...events: readonly ApprovalEvent[]) => foldApproval(QUESTION, events, ASKED);

describe("enough votes", () => {
  it("approve, and the one before the last does not", () => {
    expect(after(yes("bo"))).toMatchObject({ status: "pending", votes: [{ person: { name: "bo" } }] });
    expect(after(yes("bo"), yes("cy"))).toMatchObject({
      status: "approved",
      statusReason: "by bo, cy",
      decidedAt: 500,
    });
  });

  it("are of distinct people: a second vote of one, by another door, adds nothing", () => {
    const state = after(yes("bo"), yes("bo", { via: "slack" }));
    expect(state).toMatchObject({ status: "pending" });
    expect(state.votes).toHaveLength(1);
  });

  it("are those that stand: who takes a vote back has none", () => {
    expect(after(yes("bo"), ballot("withdraw", voter("bo")), yes("cy"))).toMatchObject({ status: "pending" });
  });
});

test.each<{ name: string; event: ApprovalEvent; code: string; before?: readonly ApprovalEvent[] }>([
  { name: "who asked for it", event: ballot("approve", voter("ana")), code: "SELF_APPROVAL" },
  {
    name: "who asked for it, saying no",
    event: ballot("reject", voter("ana"), { reason: "no good" }),
    code: "SELF_APPROVAL",
  },
  {
    name: "who is in no group that is asked",
    event: ballot("approve", voter("eve", { groups: [] })),
    code: "NOT_AN_APPROVER",
  },
  {
    name: "a director before it is escalated",
    event: ballot("approve", voter("dee", { groups: ["directors"] })),
    code: "NOT_AN_APPROVER",
  },
  { name: "who has no role there", event: ballot("approve", voter("bo", { mayVote: false })), code: "NOT_AN_APPROVER" },
  { name: "a service", event: ballot("approve", voter("ci", { isPerson: false })), code: "PERSON_REQUIRED" },
  { name: "who saw another plan", event: yes("bo", { planDigest: "sha256:old" }), code: "APPROVAL_CHANGED" },
  { name: "who is late", event: yes("bo", { receivedAt: 1_000 }), code: "APPROVAL_EXPIRED" },
  {
    name: "a rejection without a reason",
    event: ballot("reject", voter("bo"), { reason: " no " }),
    code: "REASON_REQUIRED",
  },
  { name: "who comes after the decision", before: [yes("bo"), yes("cy")], event: yes("dee"), code: "APPROVAL_DECIDED" },
  {
    name: "a rejection after the decision",
    before: [yes("bo"), yes("cy")],
    event: ballot("reject", voter("dee"), { reason: "too late" }),
    code: "APPROVAL_DECIDED",
  },
  {
    name: "breaking the glass without the right",
    event: ballot("break-glass", voter("bo"), { reason: "it burns" }),
    code: "NOT_AN_APPROVER",
  },
  {
    name: "breaking the glass without a reason",
    event: ballot("break-glass", voter("oz", { groups: ["on-call"] })),
    code: "REASON_REQUIRED",
  },
  { name: "taking back what another asked", event: ballot("withdraw-request", voter("bo")), code: "NOT_AN_APPROVER" },
  { name: "an expiry before its time", event: { type: "expiry", at: 999 }, code: "APPROVAL_UNCLEAR" },
  {
    name: "a review of what was voted on",
    event: ballot("review", voter("bo"), { reason: "all well" }),
    code: "APPROVAL_UNCLEAR",
  },
])("$name is refused, and nothing changes", ({ event, code, before = [] }) => {
  const state = after(...before);
  const step = decideApproval(QUESTION, state, event);
  expect(step.answer).toMatchObject({ isCounted: false, code, reason: expect.stringMatching(/\w/) });
  expect(step.state).toBe(state);
});

it("one rejection decides, with its reason, whoever has said yes before", () => {
  const state = after(yes("bo"), ballot("reject", voter("cy"), { reason: "the migration locks a table" }));
  expect(state).toMatchObject({ status: "rejected", statusReason: "cy: the migration locks a table" });
  expect(after(yes("bo"), ballot("reject", voter("bo"), { reason: "I was wrong" }))).toMatchObject({
    status: "rejected",
  });
});

it("who asked takes the whole question back", () => {
  expect(after(ballot("withdraw-request", voter("ana")))).toMatchObject({
    status: "withdrawn",
    statusReason: "taken back by ana",
  });
});

it("votes of the second group count once it is escalated, together with those of the first", () => {
  const dee = voter("dee", { groups: ["directors"] });
  const state = after(yes("bo"), { type: "escalation", at: 600 }, ballot("approve", dee));
  expect(state).toMatchObject({ status: "approved", escalatedAt: 600 });
});

it("expires at its end and not before; a vote that had reached us counts although it is looked at later", () => {
  expect(after(yes("bo"), yes("cy", { receivedAt: 999 }))).toMatchObject({ status: "approved" });
  expect(after(yes("bo"), { type: "expiry", at: 1_000 })).toMatchObject({ status: "expired", decidedAt: 1_000 });
});

describe("breaking the glass", () => {
  const oz = voter("oz", { groups: ["on-call"] });
  const broken = after(ballot("break-glass", oz, { reason: "checkout is down" }));

  it("approves without votes, and says so", () => {
    expect(broken).toMatchObject({
      status: "approved",
      statusReason: "without votes, by oz: checkout is down",
      breakGlass: { person: { name: "oz" }, reason: "checkout is down", at: 500 },
    });
  });

  it("is reviewed by somebody else, once", () => {
    const review = ballot("review", voter("bo"), { reason: "it was right", receivedAt: 5_000 });
    expect(decideApproval(QUESTION, broken, ballot("review", oz, { reason: "it was right" })).answer).toMatchObject({
      code: "SELF_APPROVAL",
    });
    const reviewed = foldApproval(QUESTION, [review], broken);
    expect(reviewed).toMatchObject({
      status: "approved",
      breakGlass: { reviewedBy: { name: "bo" }, review: "it was right" },
    });
    expect(decideApproval(QUESTION, reviewed, review).answer).toMatchObject({ code: "APPROVAL_DECIDED" });
  });
});

describe("an approval still stands", () => {
  const approved = { question: QUESTION, state: after(yes("bo"), yes("cy")) };
  const both = [voter("bo"), voter("cy")];

  it("while the same would run and the voters may vote", () => {
    expect(noLongerStands(approved, { binding: BINDING, voters: both, excluded: [] })).toBeUndefined();
  });

  it.each([
    { what: "release", binding: { ...BINDING, releaseDigest: "sha256:other" } },
    { what: "plan", binding: { ...BINDING, planDigest: "sha256:other" } },
    { what: "environment", binding: { ...BINDING, generation: 4 } },
  ])("not for another $what", ({ what, binding }) => {
    expect(noLongerStands(approved, { binding, voters: both, excluded: [] })).toContain(what);
  });

  it("not when a voter has lost the group, the role, or is gone", () => {
    for (const voters of [
      [voter("bo")],
      [voter("bo"), voter("cy", { groups: [] })],
      [voter("bo"), voter("cy", { mayVote: false })],
    ])
      expect(noLongerStands(approved, { binding: BINDING, voters, excluded: [] })).toBe(
        "cy may not vote any more: 1 of 2 votes are left",
      );
  });

  it("for what was passed without votes, whoever has lost what", () => {
    const state = after(ballot("break-glass", voter("oz", { groups: ["on-call"] }), { reason: "it burns" }));
    expect(
      noLongerStands({ question: QUESTION, state }, { binding: BINDING, voters: [], excluded: [] }),
    ).toBeUndefined();
  });

  it("and is superseded where it does not", () => {
    const state = foldApproval(
      QUESTION,
      [{ type: "end", status: "superseded", reason: "another plan", at: 700 }],
      approved.state,
    );
    expect(state).toMatchObject({ status: "superseded", statusReason: "another plan" });
    expect(
      foldApproval(QUESTION, [{ type: "end", status: "withdrawn", reason: "over", at: 700 }], approved.state),
    ).toBe(approved.state);
  });
});

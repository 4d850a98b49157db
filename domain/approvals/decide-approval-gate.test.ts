import { describe, expect, it } from "vitest";
import { ASKED, type ApprovalState, type Voter } from "./approval-question.ts";
import { type ApprovalAsking, type ApprovalGround, decideApprovalGate } from "./decide-approval-gate.ts";

const NOW = 1_000_000;
const DAY = 86_400_000;
const BINDING = { releaseDigest: "sha256:r", planDigest: "sha256:p", generation: 3 };
const ASKING: ApprovalAsking = { rule: { from: "managers", count: 2 }, withinMs: DAY, onExpiry: "reject" };
const person = (name: string, changes: Partial<Voter> = {}): Voter => ({
  id: name,
  name,
  isPerson: true,
  groups: ["managers"],
  mayVote: true,
  ...changes,
});
const GROUND: ApprovalGround = {
  binding: BINDING,
  isUnsettled: false,
  excluded: [{ id: "ana", name: "ana" }],
  requesters: [],
  members: [person("bo"), person("cy"), person("ana")],
};
const QUESTION = { rule: ASKING.rule, binding: BINDING, excluded: [], requesters: [], expiresAt: NOW + DAY };
const vote = (name: string) =>
  ({ person: { id: name, name }, decision: "approve", comment: "", via: "cli", receivedAt: NOW }) as const;
const APPROVED: ApprovalState = { status: "approved", statusReason: "by bo, cy", votes: [vote("bo"), vote("cy")] };
const asked = (state: Partial<ApprovalState>, chatFault?: string) => ({
  id: "ap-1",
  question: QUESTION,
  state: { ...ASKED, ...state },
  ...(chatFault === undefined ? {} : { chatFault }),
});
const decide = (ground: Partial<ApprovalGround>, asking: Partial<ApprovalAsking> = {}) =>
  decideApprovalGate({ ...ASKING, ...asking }, { ...GROUND, ...ground }, NOW);

describe("nobody was asked yet", () => {
  it("asks, until the end of its time, and reminds half-way", () => {
    expect(decide({})).toMatchObject({
      do: "wait",
      waitsOn: "managers",
      ask: { question: { rule: ASKING.rule, binding: BINDING, expiresAt: NOW + DAY }, remindAt: NOW + DAY / 2 },
    });
  });

  it("waits for a plan, and for what comes before", () => {
    const { binding: _, ...planless } = GROUND;
    const step = decideApprovalGate(ASKING, planless, NOW);
    expect(step).toMatchObject({ do: "wait", reason: "people are asked once there is a plan" });
    expect(step).not.toHaveProperty("ask");
    expect(decide({ tooEarly: "no ticket" })).not.toHaveProperty("ask");
  });

  it("does not ask where too few may decide, and raises the alarm", () => {
    const step = decide({ members: [person("bo"), person("cy", { mayVote: false }), person("ana")] });
    expect(step).toMatchObject({
      do: "wait",
      isAlarming: true,
      reason: "managers has 1 people who may decide besides ana, and 2 are needed",
    });
    expect(step).not.toHaveProperty("ask");
  });
});

describe("too few could say yes", () => {
  const rule = { ...ASKING.rule, breakGlass: "on-call" };

  it("asks all the same where somebody may break the glass, and raises the alarm", () => {
    const members = [person("bo"), person("oz", { groups: ["on-call"] })];
    expect(decide({ members }, { rule })).toMatchObject({
      isAlarming: true,
      reason: "managers has 1 people who may decide besides ana, and 2 are needed; on-call may pass it without votes",
      ask: {},
    });
  });

  it("asks nobody where those who could have lost the role", () => {
    const members = [person("bo"), person("oz", { groups: ["on-call"], mayVote: false })];
    expect(decide({ members }, { rule })).not.toHaveProperty("ask");
  });
});

describe("people are asked", () => {
  it("says how many votes there are, and that they may not have been told", () => {
    expect(decide({ newest: asked({ votes: [vote("bo")] }, "Slack is away") })).toMatchObject({
      do: "wait",
      reason: expect.stringMatching(/^1 of 2 votes of managers \(ap-1\).*Slack is away$/),
      waitsOn: "managers",
    });
  });

  it("asks anew, about the new plan, where what would run has changed", () => {
    const binding = { ...BINDING, planDigest: "sha256:other" };
    const step = decide({ newest: asked({}), binding });
    expect(step).toMatchObject({ supersede: { id: "ap-1" }, ask: { question: { binding } } });
  });

  it("judges another release and another generation also while something is being repaired", () => {
    const binding = { ...BINDING, generation: BINDING.generation + 1, planDigest: "sha256:other" };
    expect(decide({ newest: asked({}), binding, isUnsettled: true })).toMatchObject({ supersede: { id: "ap-1" } });
  });

  it("does not judge a plan while something is being repaired", () => {
    const step = decide({ newest: asked({}), binding: { ...BINDING, planDigest: "sha256:other" }, isUnsettled: true });
    expect(step).not.toHaveProperty("supersede");
  });
});

describe("somebody who has voted asks for the same", () => {
  const excluded = [...GROUND.excluded, { id: "bo", name: "bo" }];
  const members = [...GROUND.members, person("dee")];

  it("asks the others anew, and without them", () => {
    expect(decide({ newest: asked({ votes: [vote("bo")] }), excluded, members })).toMatchObject({
      supersede: { id: "ap-1", reason: "bo asked for it, too, and had voted" },
      ask: { question: { excluded } },
    });
    expect(decide({ newest: asked(APPROVED), excluded, members })).toMatchObject({
      do: "wait",
      supersede: { id: "ap-1", reason: "bo asked for it, too: 1 of 2 votes are left" },
    });
  });

  it("keeps the votes of the others where they had not voted", () => {
    expect(decide({ newest: asked({ votes: [vote("cy")] }), excluded, members })).not.toHaveProperty("supersede");
  });
});

describe("it is decided", () => {
  it("passes on votes that count", () => {
    expect(decide({ newest: asked(APPROVED) })).toEqual({ do: "pass", reason: "approved by bo, cy" });
  });

  it("asks again where a voter has lost the right", () => {
    const members = [person("bo"), person("dee"), person("ed")];
    expect(decide({ newest: asked(APPROVED), members })).toMatchObject({
      do: "wait",
      supersede: { id: "ap-1", reason: "cy may not vote any more: 1 of 2 votes are left" },
      ask: {},
    });
  });

  it("waits, and keeps the votes, while something is being repaired", () => {
    const step = decide({ newest: asked(APPROVED), binding: { ...BINDING, planDigest: "x" }, isUnsettled: true });
    expect(step).toMatchObject({ do: "wait", reason: "something is being repaired" });
    expect(step).not.toHaveProperty("supersede");
  });

  it("rejects with the reason that was given", () => {
    expect(decide({ newest: asked({ status: "rejected", statusReason: "cy: locks a table" }) })).toEqual({
      do: "reject",
      reason: "rejected by cy: locks a table",
    });
    expect(decide({ newest: asked({ status: "withdrawn", statusReason: "taken back by ana" }) })).toMatchObject({
      do: "reject",
    });
  });

  it("rejects when nobody decided in time, or asks again where the stage says so", () => {
    expect(decide({ newest: asked({ status: "expired" }) })).toEqual({
      do: "reject",
      reason: "managers did not decide in time",
    });
    expect(decide({ newest: asked({ status: "expired" }) }, { onExpiry: "ask-again" })).toMatchObject({ ask: {} });
  });
});

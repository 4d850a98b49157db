import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHANGED } from "../setup/drift-world.ts";
import { type Document, StageSpec } from "../../domain/schema/documents.ts";
import { type ProposalWorld, proposalWorld } from "../setup/proposal-world.ts";
import { request } from "../setup/store-world.ts";

let world: ProposalWorld;
beforeAll(async () => void (world = await proposalWorld()), 120_000);
afterAll(async () => await world.close());

const prod = async (name: string) => await world.bringUpWatched(name, { class: "prod" });
const OTHER = { fields: [{ ...CHANGED, seen: "huge" }], diffDigest: "other" };
const NONE = { fields: [], diffDigest: "" };

test("a finding that is proposed has an approval of this very difference, asked in the same transaction", async () => {
  const uid = await prod("asked");
  const finding = await world.propose(uid, { fields: [{ ...CHANGED, by: { who: "kubectl-edit" } }] });
  const asked = await world.asked("asked");
  expect(asked).toMatchObject({
    subject: "drift",
    environmentUid: uid,
    requester: "a sweep",
    rule: { from: "anybody who may vote here", isAnyVoter: true, count: 1 },
    excluded: [],
    changes: [{ component: "api", action: "revert", reason: "1 field differs" }],
    drift: {
      findingId: finding.id,
      component: "api",
      kind: "simulated",
      diff: expect.stringContaining("-   size: small"),
      changedBy: ["kubectl-edit"],
      askedBy: "default: no approval gate of its stage names a group",
    },
  });
  expect(asked.drift?.reaction.join("\n")).toContain("class default of prod");
  expect(asked.mayVote.map((name) => name.slice(0, 2)).toSorted()).toEqual(["an", "bo", "cy"]);
  expect(finding).toMatchObject({
    status: "proposed",
    reason: `anybody who may vote here decides whether it is put back (${asked.id})`,
  });
  expect(await world.store.getFinding(finding.id)).toMatchObject({ approvalId: asked.id });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.proposed"]);
});

test("the same difference, seen again, is asked about once", async () => {
  const uid = await prod("again");
  await world.propose(uid);
  const { id } = await world.asked("again");
  await world.propose(uid);
  expect((await world.asked("again")).id).toBe(id);
  expect(await world.approvals("again")).toHaveLength(1);
});

test("approved drift is to be put back, and is not asked about again when it is seen again", async () => {
  const uid = await prod("yes");
  await world.propose(uid);
  const { id } = await world.asked("yes");
  expect(await world.people.vote("bo", id)).toMatchObject({ isCounted: true, approval: { status: "approved" } });
  expect(await world.findings(uid)).toMatchObject([
    { status: "due", reason: expect.stringContaining(`approval ${id} of bo-`) },
  ]);
  expect(await world.propose(uid)).toMatchObject({ status: "due", reason: expect.stringContaining(id) });
  expect(await world.approvals("yes")).toHaveLength(1);
  expect(await world.next(uid)).toMatchObject({ do: "start" });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.proposed", "drift.due"]);
});

test("rejected drift is held with the reason until something else differs", async () => {
  const uid = await prod("no");
  await world.propose(uid);
  const { id } = await world.asked("no");
  await world.people.vote("bo", id, "reject", { reason: "we need it" });
  const why = expect.stringMatching(/^not put back, says bo-\w+: we need it \(ap-/);
  expect(await world.findings(uid)).toMatchObject([{ status: "held", reason: why }]);
  expect(await world.propose(uid)).toMatchObject({ status: "held", reason: why });
  expect(await world.propose(uid, OTHER)).toMatchObject({ status: "proposed" });
  expect((await world.asked("no")).id).not.toBe(id);
});

test("drift that nobody has decided about in time is held", async () => {
  const uid = await prod("late");
  await world.propose(uid);
  const { id, expiresAt } = await world.asked("late");
  await world.look(id, expiresAt);
  expect(await world.store.getApproval(id)).toMatchObject({ status: "expired" });
  expect(await world.findings(uid)).toMatchObject([{ status: "held", reason: `nobody decided in time (${id})` }]);
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.proposed", "drift.held"]);
});

test("another difference is another question, and its message is the one before's", async () => {
  const uid = await prod("flapping");
  await world.propose(uid);
  const first = await world.asked("flapping");
  const message = { channel: "C1", ts: "1.1", role: "approval", renderedVersion: 1, isGone: false } as const;
  await world.store.recordMessage(first.id, message);
  await world.propose(uid, OTHER);
  const second = await world.asked("flapping");
  expect(second).toMatchObject({ why: "asked again: what differs has changed since people were asked" });
  expect(second.binding.planDigest).not.toBe(first.binding.planDigest);
  expect(await world.store.getApproval(first.id)).toMatchObject({ status: "superseded" });
  expect(await world.people.vote("bo", first.id)).toMatchObject({ isCounted: false, code: "APPROVAL_DECIDED" });
  // It waits until what the one before was about to post is known.
  expect(await world.store.approvalToShow(second.id)).toBeUndefined();
  await world.propose(uid, { ...OTHER, diffDigest: "third" });
  const third = await world.asked("flapping");
  await world.look(second.id);
  await world.look(third.id);
  expect(await world.store.approvalToShow(third.id)).toBeUndefined();
  await world.look(first.id);
  await world.look(second.id);
  expect(await world.store.approvalToShow(first.id)).toBeUndefined();
  expect(await world.store.approvalToShow(second.id)).toBeUndefined();
  expect(await world.store.approvalToShow(third.id)).toMatchObject({
    messages: [{ channel: "C1", ts: "1.1", renderedVersion: 0, isGone: false }],
  });
});

test("a question is over when its drift is, and the next one within a day takes over its message", async () => {
  const uid = await prod("mended");
  await world.propose(uid);
  const first = await world.asked("mended");
  await world.store.recordMessage(first.id, {
    channel: "C1",
    ts: "2.1",
    role: "approval",
    renderedVersion: 1,
    isGone: false,
  });
  await world.sweeps.record([world.found(await world.target(uid, "api"), NONE)]);
  const looks = await world.store.pendingLooks(1_000);
  expect(looks.map(({ target }) => target.id)).toContain(first.id);
  await world.look(first.id);
  expect(await world.store.getApproval(first.id)).toMatchObject({
    status: "superseded",
    statusReason: "the drift is resolved: it is as wanted again",
  });
  expect(await world.store.approvalToShow(first.id)).toMatchObject({ messages: [{ isGone: false }] });
  await world.propose(uid);
  const second = await world.asked("mended");
  await world.look(first.id);
  expect(await world.store.approvalToShow(second.id)).toMatchObject({ messages: [{ ts: "2.1", renderedVersion: 0 }] });
});

test("a question of more than a day ago keeps its message", async () => {
  const uid = await prod("seldom");
  await world.propose(uid);
  const first = await world.asked("seldom");
  await sql`update approval set told_from = told_from - interval '25 hours' where id = ${first.id}`.execute(
    world.postgres.rows,
  );
  await world.propose(uid, OTHER);
  const second = await world.asked("seldom");
  expect(await world.store.approvalToShow(second.id)).toMatchObject({ messages: [] });
});

test("who has changed it by hand, as a linked person, does not decide", async () => {
  const uid = await prod("self");
  const ana = await world.people.principal("ana");
  const account = { system: "oidc", tenant: "idp", subject: "Ana@Example.com" } as const;
  await world.store.acceptLink(request(), ana.name, account);
  const who = "arn:aws:sts::1:assumed-role/admin/ana@example.com";
  const finding = await world.propose(uid, { fields: [{ ...CHANGED, by: { who } }] });
  const asked = await world.asked("self");
  expect(asked).toMatchObject({ excluded: [{ id: ana.id }], drift: { changedBy: [who] } });
  expect(asked.mayVote).not.toContain(ana.name);
  expect(await world.people.vote("ana", asked.id)).toMatchObject({
    isCounted: false,
    code: "SELF_APPROVAL",
    reason: "you changed it by hand: somebody else decides",
  });
  // Who it was may be known later than that it differs.
  const bo = await world.people.principal("bo");
  await world.propose(uid, { fields: [{ ...CHANGED, by: { who: bo.name } }] });
  expect((await world.findings(uid))[0]?.id).toBe(finding.id);
  expect(await world.people.vote("bo", asked.id)).toMatchObject({ isCounted: false, code: "SELF_APPROVAL" });
  expect(await world.people.vote("cy", asked.id)).toMatchObject({ isCounted: true });
});

test("an environment that is to be something else by now is asked about anew", async () => {
  const uid = await prod("moved");
  await world.propose(uid);
  const { id, binding } = await world.asked("moved");
  await world.applyShop("moved", { class: "prod", parameters: { greeting: "Hi" } });
  expect(await world.people.vote("bo", id)).toMatchObject({
    isCounted: false,
    code: "APPROVAL_DECIDED",
    reason: expect.stringMatching(/changed since people were asked.*; people are asked again: ap-/),
  });
  expect((await world.asked("moved")).binding).toEqual({ ...binding, generation: binding.generation + 1 });
  expect(await world.findings(uid)).toMatchObject([{ status: "proposed" }]);
});

test("what a person answers to the finding ends the question", async () => {
  const uid = await prod("answered");
  const finding = await world.propose(uid);
  const { id } = await world.asked("answered");
  const answer = { findingId: finding.id, diffDigest: finding.digest, reason: "as it was meant" };
  await world.store.answerFinding(request(), { ...answer, do: "accept" });
  expect(await world.store.getApproval(id)).toMatchObject({
    status: "superseded",
    statusReason: "ada has accepted it: as it was meant",
  });
});

test("a vote of somebody who may not vote any more puts nothing back: people are asked anew", async () => {
  const uid = await prod("lost");
  await world.people.add("managers", "fay");
  const stage = {
    environment: "lost",
    gates: [{ kind: "approval", config: { from: world.people.group("managers"), count: 2, within: "2h" } }],
  };
  await applyStage(stage);
  await world.propose(uid);
  const asked = await world.asked("lost");
  expect(asked).toMatchObject({
    rule: { from: world.people.group("managers"), count: 2 },
    drift: { askedBy: 'gate "approval" of stage lost' },
  });
  expect(asked.expiresAt - asked.askedAt).toBeGreaterThan(7_190_000);
  await world.people.vote("fay", asked.id);
  await world.people.remove("managers", "fay");
  expect(await world.people.vote("bo", asked.id)).toMatchObject({
    isCounted: true,
    approval: { status: "superseded" },
  });
  expect(await world.findings(uid)).toMatchObject([{ status: "proposed" }]);
  const { id } = await world.asked("lost");
  await world.people.vote("bo", id);
  await world.people.vote("cy", id);
  expect(await world.findings(uid)).toMatchObject([{ status: "due" }]);
});

test("a finding says when too few could say yes", async () => {
  const uid = await prod("few");
  await applyStage({
    environment: "few",
    gates: [{ kind: "approval", config: { from: world.people.group("managers"), count: 9 } }],
  });
  expect(await world.propose(uid)).toMatchObject({
    status: "proposed",
    reason: expect.stringMatching(/, but only 3 may at the moment$/),
  });
});

test("a vote and the end of its drift, at the same time, put back nothing that is over", async () => {
  const uid = await prod("race");
  for (let round = 0; round < 5; round += 1) {
    const finding = await world.propose(uid, { diffDigest: `round ${round}` });
    const { id } = await world.asked("race");
    const target = await world.target(uid, "api");
    const [answer] = await Promise.all([
      world.people.vote("bo", id),
      world.sweeps.record([world.found(target, NONE)]),
      world.look(id),
    ]);
    const found = (await world.findings(uid)).find((one) => one.id === finding.id);
    expect(found?.status).toBe("resolved");
    await world.look(id);
    expect((await world.store.getApproval(id))?.status).toBe(answer.isCounted ? "approved" : "superseded");
  }
});

async function applyStage(stage: { readonly environment: string; readonly gates: readonly object[] }): Promise<void> {
  const document: Document = {
    apiVersion: "holdfast.dev/v1",
    kind: "Pipeline",
    metadata: { project: "shop", name: `line-of-${stage.environment}`, labels: {} },
    spec: { stages: [StageSpec.parse(stage)] },
  };
  await world.store.acceptApply(request(), { documents: [{ document, digest: JSON.stringify(stage) }] });
}

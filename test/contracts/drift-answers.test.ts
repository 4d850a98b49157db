import { afterAll, beforeAll, expect, test } from "vitest";
import type { FindingAnswer } from "../../adapters/store/drift-port.ts";
import { CHANGED, driftWorld, type DriftWorld } from "../setup/drift-world.ts";
import { request, shopApply } from "../setup/store-world.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

type Seen = "findingId" | "diffDigest" | "reason";
type WhatOf<Answer> = Answer extends FindingAnswer ? Omit<Answer, Seen> : never;

/** Answers to a finding as somebody who has seen its first difference, unless told otherwise. */
const answer = async (findingId: string, what: WhatOf<FindingAnswer>, seen: Partial<Record<Seen, string>> = {}) => {
  const given = { findingId, diffDigest: "changed", reason: "", ...what, ...seen };
  return (await world.store.answerFinding(request(), given)).results;
};
const UNTIL = 4_102_444_800_000;
const NONE = { fields: [], diffDigest: "" };

test("a revert that a person asks for is due whatever its rules say, and wakes the environment", async () => {
  const uid = await world.bringUpWatched("asked", { class: "prod" });
  const id = await world.drift(uid, "web");
  expect(await answer(id, { do: "revert" }, { reason: "we know who it was" })).toEqual([
    { kind: "Finding", project: "shop", name: id, result: "reverting" },
  ]);
  expect(await world.store.getFinding(id)).toMatchObject({
    status: "due",
    statusReason: "ada has asked to put it back: we know who it was",
  });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.proposed", "drift.due"]);
  await world.drift(uid, "web");
  expect(await world.store.getFinding(id)).toMatchObject({ status: "due" });
  const step = await world.next(uid);
  if (step.do !== "start") throw new Error(`expected a start, got ${JSON.stringify(step)}`);
  expect(await answer(id, { do: "revert" })).toMatchObject([{ result: "reverting", operationId: step.operationId }]);
  await expect(answer(id, { do: "accept" })).rejects.toMatchObject({ code: "FINDING_CLOSED" });
});

test("a revert that was asked for is of the difference that the person saw", async () => {
  const uid = await world.bringUpWatched("overtaken", { class: "prod" });
  const id = await world.drift(uid, "web");
  await answer(id, { do: "revert" });
  await world.drift(uid, "web", { diffDigest: "other" });
  expect(await world.store.getFinding(id)).toMatchObject({ status: "proposed", diffDigest: "other" });
});

test("nothing is put back where nothing puts back what differs", async () => {
  const uid = await world.bringUpWatched("fixed");
  const id = await world.drift(uid, "web", { unrevertable: [CHANGED.path] });
  expect(await world.store.getFinding(id)).toMatchObject({ status: "open", reaction: { reaction: "notify" } });
  await expect(answer(id, { do: "revert" })).rejects.toMatchObject({
    code: "FINDING_NOT_REVERTABLE",
    details: { finding: id, fields: [CHANGED.path] },
  });
});

test("what a person accepts is closed, is no finding again, and no reason for a brake; another difference is one", async () => {
  const uid = await world.bringUpWatched("fine");
  const id = await world.drift(uid, "web");
  expect(await answer(id, { do: "accept" }, { reason: "it may be large" })).toMatchObject([{ result: "accepted" }]);
  expect(await world.store.getFinding(id)).toMatchObject({
    status: "accepted",
    statusReason: "ada has accepted it: it may be large",
    endedAt: expect.any(Number) as number,
  });
  const target = await world.target(uid, "web");
  expect(target).toMatchObject({ hasFinding: false });
  expect(await world.sweeps.record([world.found(target)])).toEqual({ recorded: 0, stale: 0, accepted: 1 });
  expect(await world.findings(uid)).toHaveLength(1);
  const other = await world.drift(uid, "web", { diffDigest: "other" });
  expect(other).not.toBe(id);
  await world.sweep([world.found(target)]);
  expect(await world.store.getFinding(other)).toMatchObject({
    status: "resolved",
    statusReason: "people have agreed to what differs still",
  });
});

test("what was accepted is asked about again once its component was changed, and not because another one was", async () => {
  const uid = await world.bringUpWatched("changed-since");
  await answer(await world.drift(uid, "web"), { do: "accept" });
  const change = async (component: string, size: string) => {
    await world.applyShop("changed-since", { parameters: { greeting: size } });
    const turn = await world.turn(uid, { [component]: "update" });
    await world.changeIn(turn, component);
    await turn.end();
  };
  await change("api", "Hi");
  await world.sweep([world.found(await world.target(uid, "web"))]);
  expect(await world.findings(uid)).toHaveLength(1);
  await change("web", "Hello");
  await world.drift(uid, "web");
  expect(await world.findings(uid)).toMatchObject([{ status: "accepted" }, { status: "due" }]);
});

test("a finding that sleeps stays silent, and ends when its component is as wanted again", async () => {
  const uid = await world.bringUpWatched("snoozed");
  const id = await world.drift(uid, "web");
  expect(await answer(id, { do: "snooze", until: UNTIL }, { reason: "after the fair" })).toMatchObject([
    { result: "snoozed" },
  ]);
  await world.drift(uid, "web");
  expect(await world.store.getFinding(id)).toMatchObject({
    status: "snoozed",
    snoozedUntil: UNTIL,
    statusReason: "ada does not want to hear of it: after the fair",
  });
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
  await world.sweep([world.found(await world.target(uid, "web"), NONE)]);
  expect(await world.store.getFinding(id)).toMatchObject({ status: "resolved" });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.due", "drift.snoozed", "drift.resolved"]);
});

test("a finding that sleeps wakes up with another difference", async () => {
  const uid = await world.bringUpWatched("woken");
  const id = await world.drift(uid, "web");
  await answer(id, { do: "snooze", until: UNTIL });
  await world.drift(uid, "web", { diffDigest: "other" });
  expect(await world.store.getFinding(id)).toMatchObject({ status: "due", diffDigest: "other" });
});

test("an adoption applies the environment, and what is on its way is no finding", async () => {
  const uid = await world.bringUpWatched("adopted");
  const id = await world.drift(uid, "web");
  const change = shopApply("adopted", { parameters: { greeting: "large" } }).documents.at(-1);
  if (change === undefined) throw new Error("the shop has no documents");
  const adopt = { do: "adopt", parameters: { greeting: "large" }, change } as const;
  await expect(answer(id, { ...adopt, ifGeneration: 7 })).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  expect(await world.store.getFinding(id)).toMatchObject({ status: "due" });
  const [result] = await answer(id, { ...adopt, ifGeneration: 1 }, { reason: "it suits" });
  expect(result).toMatchObject({ kind: "Finding", name: id, result: "adopted", generation: 2 });
  expect(await world.store.getFinding(id)).toMatchObject({
    status: "adopted",
    statusReason: "ada has adopted it as greeting: it suits",
    operationId: result?.operationId,
  });
  expect(await world.store.getOperation(result?.operationId ?? "")).toMatchObject({ kind: "deploy", generation: 2 });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.due", "drift.adopted"]);
});

test("an answer is refused where the difference is another one, the finding is over, or there is none", async () => {
  const uid = await world.bringUpWatched("refused");
  const id = await world.drift(uid, "web");
  await expect(answer(id, { do: "accept" }, { diffDigest: "earlier" })).rejects.toMatchObject({
    code: "FINDING_CHANGED",
    details: { finding: id, diffDigest: "changed" },
  });
  await answer(id, { do: "accept" });
  await expect(answer(id, { do: "revert" })).rejects.toMatchObject({
    code: "FINDING_CLOSED",
    details: { finding: id, status: "accepted" },
  });
  await expect(answer("fi-aaaaaaaaaaaaaaaa", { do: "revert" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a repeat of an answer answers the same, and does nothing more", async () => {
  const uid = await world.bringUpWatched("repeated");
  const findingId = await world.drift(uid, "web");
  const given = { do: "accept", findingId, diffDigest: "changed", reason: "" } as const;
  const identity = request();
  const first = await world.store.answerFinding(identity, given);
  expect(await world.store.answerFinding(identity, given)).toEqual({ ...first, isReplay: true });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.due", "drift.accepted"]);
});

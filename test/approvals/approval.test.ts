import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { type PeopleWorld, peopleWorld } from "../setup/people-world.ts";
import { type PromotionWorld, promotionWorld, request } from "../setup/promotion-world.ts";

let holdfast: Installation;
let people: PeopleWorld;
beforeAll(async () => {
  holdfast = await testInstallation();
  await holdfast.start();
  people = await peopleWorld(holdfast.store, {
    managers: ["ana", "bo", "cy", "dee"],
    directors: ["eve"],
    "on-call": ["oz"],
  });
}, 120_000);
afterAll(async () => await holdfast.close());

async function line(config: object = {}): Promise<PromotionWorld> {
  const gate = { kind: "approval", config: { from: people.group("managers"), count: 2, within: "1h", ...config } };
  const world = await promotionWorld(holdfast, [{ name: "prod", gates: [gate] }]);
  await world.release("1.1.0", { api: { properties: { size: "large" } } });
  return world;
}

async function promoteBy(world: PromotionWorld, name: string, version = "1.1.0"): Promise<string> {
  const { results } = await holdfast.store.acceptPromote(
    { ...request(), actor: await people.actor(name) },
    {
      kind: "promote",
      project: world.project,
      environment: world.environment("prod"),
      release: version,
      why: "",
      supplied: {},
    },
  );
  return results[0]?.promotionId ?? "";
}

test("two of a group say yes, and it goes on by itself; who asked is told no", async () => {
  const world = await line();
  const id = await promoteBy(world, "ana");
  const asked = await people.asked(id);
  expect(asked).toMatchObject({
    status: "pending",
    release: "1.1.0",
    previousRelease: "1.0.0",
    rule: { count: 2 },
    changes: [{ component: "api", action: "update" }, { component: "web" }],
    votes: [],
  });
  expect(asked.mayVote).toHaveLength(3);
  expect(await people.vote("ana", asked.id)).toMatchObject({ isCounted: false, code: "SELF_APPROVAL" });
  expect(await people.vote("eve", asked.id)).toMatchObject({ isCounted: false, code: "NOT_AN_APPROVER" });
  const first = await people.vote("bo", asked.id, "approve", { key: "once" });
  expect(first).toMatchObject({ isCounted: true, isReplay: false, approval: { status: "pending" } });
  expect(await people.vote("bo", asked.id, "approve", { key: "once" })).toMatchObject({
    isCounted: true,
    isReplay: true,
  });
  expect((await holdfast.store.getPromotion(id))?.state).toBe("Waiting");
  await people.vote("cy", asked.id);
  const verified = await world.until(id, "Verified");
  expect(verified.gates[0]).toMatchObject({ verdict: "pass", output: { approvedBy: expect.stringContaining("bo") } });
  expect(await people.vote("dee", asked.id)).toMatchObject({ isCounted: false, code: "APPROVAL_DECIDED" });
  const shown = await people.until(
    asked.id,
    ({ progress }) => progress?.state === "Verified",
    "it shows how it went on",
  );
  expect(shown.status).toBe("approved");
});

test("one no with a reason ends the promotion, and names who and why", async () => {
  const world = await line();
  const id = await world.promote("1.1.0", "prod");
  const { id: approval } = await people.asked(id);
  expect(await people.vote("bo", approval, "reject")).toMatchObject({ code: "REASON_REQUIRED" });
  await people.vote("bo", approval, "reject", { reason: "it locks a table" });
  expect((await world.until(id, "Rejected")).reason).toMatch(/rejected by bo-\w+: it locks a table$/);
});

test("an expired question rejects the promotion, and no later vote counts", async () => {
  const world = await line({ within: "1s", count: 1 });
  const id = await world.promote("1.1.0", "prod");
  const { id: approval } = await people.asked(id);
  expect((await world.until(id, "Rejected")).reason).toContain("did not decide in time");
  expect(await holdfast.store.getApproval(approval)).toMatchObject({ status: "expired" });
  expect(await people.vote("bo", approval)).toMatchObject({ isCounted: false, code: "APPROVAL_EXPIRED" });
});

test("a vote about an environment that has changed meanwhile is void: people are asked about what would run now", async () => {
  const world = await line();
  const id = await world.promote("1.1.0", "prod");
  const before = await people.asked(id);
  await people.vote("bo", before.id);
  const change = await world.applyParameters("prod", "huge");
  const carried = change.promotionId ?? "";
  const ofChange = await people.asked(carried);
  await people.vote("bo", ofChange.id);
  await people.vote("cy", ofChange.id);
  await world.until(carried, "Verified");
  const superseded = await people.until(before.id, ({ status }) => status === "superseded", "the old question is over");
  expect(superseded.statusReason).toContain("has changed since people were asked");
  const anew = await people.asked(id);
  expect(anew).toMatchObject({ votes: [], binding: { generation: before.binding.generation + 1 } });
  expect(await people.vote("cy", before.id)).toMatchObject({ isCounted: false, code: "APPROVAL_DECIDED" });
  expect(await people.vote("cy", anew.id, "approve", { planDigest: "sha256:another" })).toMatchObject({
    isCounted: false,
    code: "APPROVAL_CHANGED",
  });
  await holdfast.store.acceptCancelPromotion(request(), id);
  await world.until(id, "Cancelled");
  expect(await holdfast.store.getApproval(anew.id)).toMatchObject({ status: "withdrawn" });
});

test("who has lost the right between vote and turn has not voted: people are asked again", async () => {
  const world = await line();
  const freeze = {
    apiVersion: "holdfast.dev/v1",
    kind: "FreezeWindow",
    metadata: { project: world.project, name: "stop" },
    spec: { reason: "stop", to: new Date(Date.now() + 3_600_000).toISOString() },
  };
  await holdfast.apply(JSON.stringify(freeze));
  const id = await world.promote("1.1.0", "prod");
  const asked = await people.asked(id);
  await people.add("managers", "fay");
  await people.vote("fay", asked.id);
  await people.vote("bo", asked.id);
  await people.until(asked.id, ({ status }) => status === "approved", "it is approved");
  await people.remove("managers", "fay");
  const target = { kind: "FreezeWindow", project: world.project, name: "stop" } as const;
  await holdfast.store.acceptDeleteDocument(request(), target);
  const voided = await people.until(asked.id, ({ status }) => status === "superseded", "the vote is void");
  expect(voided.statusReason).toMatch(/^fay-\w+ may not vote any more: 1 of 2 votes are left$/);
  const anew = await people.asked(id);
  await people.vote("bo", anew.id);
  await people.vote("cy", anew.id);
  await world.until(id, "Verified");
});

test("the second group may decide once it is escalated, and people are reminded", async () => {
  const escalate = { to: people.group("directors"), after: "1s" };
  const world = await line({ count: 1, escalate, remindEvery: "1s" });
  const id = await world.promote("1.1.0", "prod");
  const { id: approval } = await people.asked(id);
  await people.until(approval, ({ escalatedAt }) => escalatedAt !== undefined, "it is escalated");
  await people.vote("eve", approval);
  await world.until(id, "Verified");
});

test("on-call passes it without votes, with a reason, and somebody else reviews it", async () => {
  const world = await line({ breakGlass: people.group("on-call") });
  const id = await world.promote("1.1.0", "prod");
  const { id: approval } = await people.asked(id);
  await people.vote("oz", approval, "break-glass", { reason: "checkout is down" });
  await world.until(id, "Verified");
  expect(await people.vote("oz", approval, "review", { reason: "it was right" })).toMatchObject({
    code: "SELF_APPROVAL",
  });
  const { approval: reviewed } = await people.vote("bo", approval, "review", { reason: "it was right" });
  expect(reviewed.breakGlass).toMatchObject({ reason: "checkout is down", review: "it was right" });
});

test("nobody is asked where too few may decide: the gate says so, and asks as soon as there are enough", async () => {
  const few = await peopleWorld(holdfast.store, { few: ["gus"] });
  const gate = { kind: "approval", config: { from: few.group("few"), count: 2 } };
  const world = await promotionWorld(holdfast, [{ name: "prod", gates: [gate] }]);
  await world.release("1.1.0");
  const id = await world.promote("1.1.0", "prod");
  await expect
    .poll(async () => (await holdfast.store.getPromotion(id))?.gates[0], { timeout: 20_000 })
    .toMatchObject({
      verdict: "wait",
      isAlarming: true,
      reasons: [expect.stringContaining("has 1 people who may decide")],
    });
  await few.add("few", "hal");
  expect(await few.asked(id)).toMatchObject({ status: "pending" });
});

test("each of two approval gates is met by its own votes", async () => {
  const gates = [
    { kind: "approval", as: "release", config: { from: people.group("managers") } },
    { kind: "approval", as: "business", config: { from: people.group("directors") } },
  ];
  const world = await promotionWorld(holdfast, [{ name: "prod", gates }]);
  await world.release("1.1.0");
  const id = await world.promote("1.1.0", "prod");
  await expect
    .poll(async () => (await holdfast.store.listApprovals({ limit: 5, promotionId: id })).items.length)
    .toBe(2);
  const { items } = await holdfast.store.listApprovals({ limit: 5, promotionId: id });
  const of = (gate: string) => items.find((one) => one.gate === gate)?.id ?? "";
  await people.vote("bo", of("release"));
  expect(await people.vote("bo", of("business"))).toMatchObject({ code: "NOT_AN_APPROVER" });
  expect((await holdfast.store.getPromotion(id))?.state).toBe("Waiting");
  await people.vote("eve", of("business"));
  await world.until(id, "Verified");
});

test("an environment is deleted once enough have said yes, and not when it has changed since", async () => {
  const world = await promotionWorld(holdfast, [{ name: "dev" }]);
  const onDelete = { approval: { from: people.group("managers"), count: 2 } };
  await world.pipeline([{ name: "dev", onDelete }]);
  const target = { project: world.project, environment: world.environment("dev"), keep: false };
  const wanted = { ...request(), actor: await people.actor("ana") };
  const { results } = await holdfast.store.acceptDelete(wanted, target);
  expect(results).toMatchObject([{ result: "asked", approvalId: expect.stringMatching(/^ap-/) }]);
  const first = results[0]?.approvalId ?? "";
  expect(await holdfast.store.acceptDelete(request(), target)).toMatchObject({ results: [{ approvalId: first }] });
  await world.applyParameters("dev", "large");
  await people.vote("bo", first);
  expect(await people.vote("ana", first)).toMatchObject({ code: "SELF_APPROVAL" });
  await people.vote("cy", first);
  expect(await world.stands("dev")).not.toMatchObject({ phase: "Deleting" });

  const again = (await holdfast.store.acceptDelete(request(), target)).results[0]?.approvalId ?? "";
  expect(again).not.toBe(first);
  await people.vote("bo", again);
  await people.vote("cy", again);
  await expect
    .poll(async () => await holdfast.store.getEnvironment(target.environment, target.project), { timeout: 20_000 })
    .toBeUndefined();
});

test("a deletion that too few could say yes to is refused, and asks nobody: APPROVAL_IMPOSSIBLE", async () => {
  const few = await peopleWorld(holdfast.store, { few: ["ivy"] });
  const world = await promotionWorld(holdfast, [{ name: "dev" }]);
  await world.pipeline([{ name: "dev", onDelete: { approval: { from: few.group("few"), count: 1 } } }]);
  const target = { project: world.project, environment: world.environment("dev"), keep: false };
  const byIvy = { ...request(), actor: await few.actor("ivy") };
  await expect(holdfast.store.acceptDelete(byIvy, target)).rejects.toMatchObject({ code: "APPROVAL_IMPOSSIBLE" });
  const { items } = await holdfast.store.listApprovals({ limit: 1, project: world.project });
  expect(items).toEqual([]);
});

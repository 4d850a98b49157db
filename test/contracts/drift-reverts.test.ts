import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baselineOf, CHANGED, driftWorld, type DriftWorld } from "../setup/drift-world.ts";
import { COMPONENTS, readyOf, request } from "../setup/store-world.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

const FAULT = { code: "COMPONENT_FAILED", message: "no room", log: [] } as const;
const statusOf = async (id: string) => await world.store.getFinding(id);
/** Lets a component drift, and puts it back. Answers the finding's id. */
const putBack = async (uid: string, component = "web") => {
  const id = await world.drift(uid, component);
  const turn = await world.turn(uid, { [component]: "revert" });
  await world.changeIn(turn, component);
  await turn.end();
  return id;
};

test("findings that are due are put back in one operation, which ends them and remembers when", async () => {
  const uid = await world.bringUpWatched("mended");
  const web = await world.drift(uid, "web");
  const api = await world.drift(uid, "api");
  const turn = await world.turn(uid, { api: "revert", web: "revert" });
  expect(await world.store.getOperation(turn.operationId)).toMatchObject({
    kind: "revert",
    generation: 1,
    actor: { kind: "system" },
    reason: `"web" differs: ${CHANGED.path}; "api" differs: ${CHANGED.path}`,
  });
  expect(await statusOf(web)).toMatchObject({ status: "reverting", operationId: turn.operationId });
  const { repair } = await world.store.admissionBasis(turn.operationId);
  expect(repair.map(({ component }) => component)).toEqual(["web", "api"]);
  await world.changeIn(turn, "api");
  await world.changeIn(turn, "web");
  expect(await turn.end()).toBe("Succeeded");
  for (const id of [web, api])
    expect(await statusOf(id)).toMatchObject({
      status: "resolved",
      statusReason: "it was put back",
      revertedAt: [expect.any(Number)],
    });
  expect(await world.driftEvents(uid)).toEqual([
    "drift.found",
    "drift.due",
    "drift.found",
    "drift.due",
    "drift.reverted",
    "drift.reverted",
  ]);
  expect(await world.store.getEnvironment("mended", "shop")).toMatchObject({
    phase: "Ready",
    generation: 1,
    observedGeneration: 1,
    drift: { open: 0 },
  });
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
});

test("what nothing puts back is named at the end of a revert that a person has asked for", async () => {
  const uid = await world.bringUpWatched("partly");
  const left = { path: "tables.public.notes", class: "extra", seen: "table" } as const;
  const id = await world.drift(uid, "web", { fields: [CHANGED, left], unrevertable: [left.path] });
  await world.store.answerFinding(request(), { do: "revert", findingId: id, diffDigest: "changed", reason: "" });
  const turn = await world.turn(uid, { web: "revert" });
  await world.changeIn(turn, "web");
  await turn.end();
  expect(await statusOf(id)).toMatchObject({
    status: "resolved",
    statusReason: "it was put back, except what nothing puts back, which is taken as it is: tables.public.notes",
  });
});

test("what is as wanted again before it is put back is resolved, and does not count as put back", async () => {
  const uid = await world.bringUpWatched("kept");
  const id = await world.drift(uid, "web");
  const turn = await world.turn(uid, { web: "revert" });
  await world.records.open(turn.of("web"));
  await world.records.ready(turn.of("web"), readyOf("web", { isKept: true, baseline: baselineOf("web") }));
  await turn.end();
  expect(await statusOf(id)).toMatchObject({
    status: "resolved",
    statusReason: "it was as wanted again before it was put back",
    revertedAt: [],
  });
});

test("the same difference that was put back three times within an hour is held, with its history", async () => {
  const uid = await world.bringUpWatched("fought");
  for (let times = 0; times < 3; times += 1) await putBack(uid);
  const id = await world.drift(uid, "web");
  const finding = await statusOf(id);
  expect(finding?.revertedAt).toHaveLength(3);
  expect(finding).toMatchObject({
    status: "held",
    statusReason: expect.stringContaining("put back 3 times") as string,
  });
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
  await sql`update finding_revert set at = at - interval '2 hours'`.execute(world.postgres.rows);
  await world.drift(uid, "web");
  expect(await statusOf(id)).toMatchObject({ status: "held" });
  await world.store.answerFinding(request(), { findingId: id, diffDigest: "changed", reason: "", do: "revert" });
  const turn = await world.turn(uid, { web: "revert" });
  await world.changeIn(turn, "web");
  await turn.end();
  expect((await statusOf(id))?.revertedAt).toHaveLength(4);
});

test("a revert that fails leaves its finding held, and a person may have it put back from where it is", async () => {
  const uid = await world.bringUpWatched("broken");
  const id = await world.drift(uid, "web");
  const turn = await world.turn(uid, { web: "revert" });
  await world.records.open(turn.of("web"));
  await world.records.raiseIncarnation(turn.of("web"), { from: 1, reason: "it is replaced" });
  await world.records.failed(turn.of("web"), FAULT);
  expect(await turn.end()).toBe("Failed");
  expect(await statusOf(id)).toMatchObject({
    status: "held",
    statusReason: expect.stringContaining("no room") as string,
  });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.due", "drift.held"]);
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
  await world.store.answerFinding(request(), { findingId: id, diffDigest: "changed", reason: "", do: "revert" });
  const second = await world.turn(uid, { web: "revert" });
  await world.changeIn(second, "web");
  expect(await second.end()).toBe("Succeeded");
  expect(await statusOf(id)).toMatchObject({ status: "resolved" });
  expect(await world.store.getEnvironment("broken", "shop")).toMatchObject({ phase: "Ready" });
});

test("a revert whose workflow vanished is not begun again by itself: what it was to put back is held", async () => {
  const uid = await world.bringUpWatched("vanished");
  const id = await world.drift(uid, "web");
  const turn = await world.turn(uid, { web: "revert" });
  await world.store.recoverOperation(turn.operationId, "its workflow is gone");
  expect(await statusOf(id)).toMatchObject({ status: "held" });
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
});

test("a revert that something newer overtakes before its turn is due again after it", async () => {
  const uid = await world.bringUpWatched("overtaken");
  const id = await world.drift(uid, "web");
  const step = await world.next(uid);
  if (step.do !== "start") throw new Error(`expected a start, got ${JSON.stringify(step)}`);
  await world.applyShop("overtaken", { parameters: { greeting: "Hi" } });
  await world.store.refuse(step.operationId, "generation 2 was asked for since");
  expect(await statusOf(id)).toMatchObject({ status: "due" });
  const deploy = await world.turn(uid, { api: "update" });
  await world.changeIn(deploy, "api");
  await deploy.end();
  expect(await world.store.getOperation(deploy.operationId)).toMatchObject({ kind: "deploy" });
  const revert = await world.turn(uid, { web: "revert" });
  expect(await world.store.getOperation(revert.operationId)).toMatchObject({ kind: "revert", generation: 2 });
});

test("a deploy ends what it has changed, and what was learned before it; other drift stays", async () => {
  const uid = await world.bringUpWatched("deployed", { onDrift: "notify" });
  const learned = { ...CHANGED, path: "config.zone", isLearned: true as const };
  const ids = {
    web: await world.drift(uid, "web"),
    api: await world.drift(uid, "api", { fields: [learned] }),
    database: await world.drift(uid, "database"),
  };
  await world.applyShop("deployed", { parameters: { greeting: "Hi" }, onDrift: "notify" });
  const turn = await world.turn(uid, { web: "update" });
  await world.changeIn(turn, "web", { hash: "another" });
  await turn.end();
  expect(await statusOf(ids.web)).toMatchObject({ status: "outdated" });
  expect(await statusOf(ids.api)).toMatchObject({ status: "outdated" });
  expect(await statusOf(ids.database)).toMatchObject({ status: "open" });
  for (const component of COMPONENTS) expect(await world.target(uid, component)).toMatchObject({ mustLearn: true });
});

test("a deploy that changes nothing lets everything be as it was", async () => {
  const uid = await world.bringUpWatched("unchanged", { onDrift: "notify" });
  const id = await world.drift(uid, "web");
  await world.applyShop("unchanged", { parameters: { greeting: "Hi" }, onDrift: "notify" });
  const turn = await world.turn(uid, { web: "update" });
  await world.records.open(turn.of("web"));
  await world.records.ready(turn.of("web"), readyOf("web", { isKept: true, baseline: baselineOf("web") }));
  await turn.end();
  expect(await statusOf(id)).toMatchObject({ status: "open" });
  expect(await world.target(uid, "web")).toMatchObject({ mustLearn: false });
});

test("what died is repaired first, and then what drifted is looked at again", async () => {
  const uid = await world.bringUpWatched("died");
  const id = await world.drift(uid, "web");
  const target = await world.target(uid, "web");
  await world.records.wake([{ ...target, reason: "exited", detail: "exit code 1" }]);
  const repair = await world.turn(uid, { web: "repair" });
  expect(await world.store.getOperation(repair.operationId)).toMatchObject({ kind: "repair" });
  await world.records.open(repair.of("web"));
  await world.records.raiseIncarnation(repair.of("web"), { from: 1, reason: "exit code 1" });
  expect(await statusOf(id)).toMatchObject({ status: "outdated", statusReason: "its life is over" });
  await world.changeIn(repair, "web");
  await repair.end();
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
  expect(await world.target(uid, "web")).toMatchObject({ incarnation: 2, hasFinding: false });
});

test("an environment that is to sleep, or to be deleted, has no drift any more, also where it is being put back", async () => {
  const asleep = await world.bringUpWatched("asleep");
  const drifted = await world.drift(asleep, "web");
  await world.store.acceptSuspend(request(), { project: "shop", environment: "asleep", to: "suspended" });
  expect(await statusOf(drifted)).toMatchObject({ status: "outdated", statusReason: "the environment was suspended" });
  const uid = await world.bringUpWatched("deleted");
  const id = await world.drift(uid, "web");
  const open = await world.drift(uid, "api", { unrevertable: [CHANGED.path] });
  const revert = await world.turn(uid, { web: "revert" });
  await world.store.acceptDelete(request(), { project: "shop", environment: "deleted", keep: false });
  expect(await statusOf(open)).toMatchObject({ status: "outdated", statusReason: "the environment is to be deleted" });
  expect(await statusOf(id)).toMatchObject({ status: "reverting" });
  await revert.end({ wasCancelled: true });
  expect(await statusOf(id)).toMatchObject({ status: "outdated" });
  const deletion = await world.turn(uid, { web: "delete", api: "delete", database: "delete" });
  for (const component of COMPONENTS) {
    await world.records.open(deletion.of(component));
    await world.records.gone(deletion.of(component));
  }
  expect(await deletion.end()).toBe("Succeeded");
  await expect(world.target(uid, "web")).rejects.toThrow("is not in");
});

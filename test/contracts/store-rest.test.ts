import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asking, decideNext } from "../../domain/decide-next.ts";
import type { EnvironmentDocument } from "../../domain/schema/documents.ts";
import { plan, request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const sleep: NonNullable<EnvironmentDocument["spec"]["sleep"]> = {
  timeZone: "UTC",
  times: [{ days: ["monday"], from: "00:00", to: "00:00" }],
};
const night = { isOn: true, changesAt: Date.now() + 100 * DAY_MS };

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

/** What the environment's workflow would do next at an instant. */
const next = async (uid: string, asking: Partial<Asking> = {}) =>
  await world.store.takeNext(uid, (work) => decideNext(work, { nowMs: Date.now(), ...asking }));
const eventsOf = async (name: string) => {
  await world.store.sealEvents();
  const events = await world.store.readEvents({ afterSeq: 0, limit: 1_000, project: "shop" });
  return events.filter(({ environment }) => environment === name);
};
const seen = async (name: string) => await world.store.getEnvironment(name, "shop");
const inIso = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Puts an environment that stands to sleep, at an instant at which nobody keeps it awake any more. */
async function fallAsleep(name: string, uid: string): Promise<void> {
  const step = await next(uid, { nowMs: Date.now() + 5 * HOUR_MS, sleep: night });
  if (step.do !== "start") throw new Error(`expected a start, got ${JSON.stringify(step)}`);
  const { operationId } = step;
  const admission = await world.store.admit(operationId, {
    plan: plan({ api: "sleep", web: "sleep" }),
    basisGeneration: 1,
  });
  if (!admission.isAdmitted) throw new Error(admission.reason);
  for (const component of ["api", "web"]) {
    const turn = { operationId, epoch: admission.epoch, componentUid: admission.componentUids[component] ?? "" };
    expect(await world.records.open(turn)).toMatchObject({ action: "sleep" });
    await world.records.asleep(turn);
    await world.records.asleep(turn);
  }
  const end = { failed: {}, notStarted: [], wasCancelled: false };
  expect(await world.store.endOperation(operationId, end)).toBe("Succeeded");
  expect(await seen(name)).toMatchObject({ phase: "Asleep", generation: 1, observedGeneration: 1 });
}

test("what was brought up stays awake for a while, sleeps, and is woken by a person", async () => {
  const uid = await world.bringUp("drowsy", { rest: { sleep } });
  const { awakeUntil = 0 } = (await seen("drowsy")) ?? {};
  expect(awakeUntil).toBeGreaterThan(Date.now() + 3 * HOUR_MS);
  expect(await next(uid, { sleep: night })).toEqual({ do: "wait", lookAgainAt: awakeUntil });
  await fallAsleep("drowsy", uid);
  const phases = (await world.store.listComponents(uid)).map(({ name, phase }) => `${name} ${phase}`);
  expect(phases.toSorted()).toEqual(["api Asleep", "database Ready", "web Asleep"]);
  const watched = (await world.records.watched("local", ["simulated"])).filter(
    ({ environmentUid }) => environmentUid === uid,
  );
  expect(watched.map(({ name }) => name)).toEqual(["database"]);

  const target = { project: "shop", environment: "drowsy" };
  const until = Date.now() + HOUR_MS;
  expect(await world.store.acceptWake(request(), { ...target, until })).toMatchObject({
    results: [{ result: "woken" }],
  });
  expect((await seen("drowsy"))?.awakeUntil).toBe(until);
  const step = await next(uid, { sleep: night });
  const operationId = step.do === "start" ? step.operationId : "";
  expect(await world.store.getOperation(operationId)).toMatchObject({ kind: "wake", actor: { kind: "system" } });
  const { basis } = await world.store.admissionBasis(operationId);
  expect(basis.applied.map(({ name, isAsleep = false }) => `${name} ${isAsleep}`)).toEqual([
    "api true",
    "database false",
    "web true",
  ]);
  const turn = await world.store.admit(operationId, { plan: plan({ api: "wake", web: "wake" }), basisGeneration: 1 });
  if (!turn.isAdmitted) throw new Error(turn.reason);
  const ends = {
    failed: { [turn.componentUids["api"] ?? ""]: "it broke" },
    notStarted: [turn.componentUids["web"] ?? ""],
  };
  expect(await world.store.endOperation(operationId, { ...ends, wasCancelled: false })).toBe("Failed");
  // What did not come up has failed, and what sleeps still is woken with it a while later.
  expect(await seen("drowsy")).toMatchObject({ phase: "Failed" });
  const half = (await world.store.planBasis("shop", "drowsy"))?.applied.map(({ name, isAsleep, isHalfAsleep }) => [
    name,
    isAsleep ?? false,
    isHalfAsleep ?? false,
  ]);
  expect(half).toEqual([
    ["api", false, true],
    ["database", false, false],
    ["web", true, false],
  ]);
  expect(await next(uid, { sleep: night })).toMatchObject({ do: "wait" });
  const retried = await next(uid, { nowMs: Date.now() + 6 * 60_000, sleep: night });
  const retriedId = retried.do === "start" ? retried.operationId : "";
  expect(await world.store.getOperation(retriedId)).toMatchObject({ kind: "wake" });
  const types = (await eventsOf("drowsy")).map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(["environment.slept", "component.slept", "environment.kept-awake", "environment.woken"]),
  );
});

test("a sleep that fails leaves the environment awake, and is tried again later", async () => {
  const uid = await world.bringUp("restless", { rest: { sleep } });
  const later = Date.now() + 5 * HOUR_MS;
  const step = await next(uid, { nowMs: later, sleep: night });
  const operationId = step.do === "start" ? step.operationId : "";
  await world.store.refuse(operationId, "the plan could not be made");
  const again = await next(uid, { nowMs: Date.now() + 4 * HOUR_MS + 60_000, sleep: night });
  expect(again.do).toBe("start");
  expect(await seen("restless")).toMatchObject({ phase: "Running" });
});

test("an apply wakes what sleeps, also one that changes nothing", async () => {
  const uid = await world.bringUp("applied", { rest: { sleep } });
  await fallAsleep("applied", uid);
  const { results } = await world.applyShop("applied", { rest: { sleep } });
  expect(results.find(({ kind }) => kind === "Environment")).toMatchObject({
    result: "unchanged",
    operationId: expect.any(String),
  });
  const turn = await world.turn(uid, { api: "update", web: "update" });
  await turn.ready("api", "web");
  await turn.end();
  expect(await seen("applied")).toMatchObject({ phase: "Ready" });
  expect((await seen("applied"))?.awakeUntil).toBeGreaterThan(Date.now() + 3 * HOUR_MS);
});

test("another calendar is stored without a deploy, and the environment looks at it", async () => {
  const uid = await world.bringUp("recalendared");
  const { results } = await world.applyShop("recalendared", { rest: { sleep } });
  expect(results.find(({ kind }) => kind === "Environment")).toMatchObject({ result: "changed", generation: 1 });
  expect(await next(uid, { sleep: night })).toMatchObject({ do: "start" });
});

test("the end of its time is announced once, and then the environment is deleted", async () => {
  const uid = await world.bringUp("brief");
  await world.applyShop("brief", { rest: { expires: inIso(HOUR_MS) } });
  const { expiresAt = 0 } = (await seen("brief")) ?? {};
  expect(expiresAt).toBeGreaterThan(Date.now());
  expect(await next(uid)).toMatchObject({ do: "wait" });
  expect(await next(uid)).toEqual({ do: "wait", lookAgainAt: expiresAt });
  const told = (await eventsOf("brief")).filter(({ type }) => type === "environment.expiry-announced");
  expect(told).toMatchObject([{ actor: { kind: "system", name: "time to live" }, data: { expiresAt } }]);
  expect(await next(uid, { nowMs: expiresAt })).toMatchObject({ do: "wait" });
  expect(await seen("brief")).toMatchObject({ phase: "Deleting" });
  const deletion = await next(uid, { nowMs: expiresAt });
  const operation = await world.store.getOperation(deletion.do === "start" ? deletion.operationId : "");
  expect(operation).toMatchObject({ kind: "delete", actor: { name: "time to live" } });
});

test("its time is extended by a person, and stays so until its document says something else", async () => {
  const uid = await world.bringUp("extended", { rest: { ttl: "2d" } });
  const target = { project: "shop", environment: "extended" };
  const until = Date.now() + 60 * HOUR_MS;
  expect(await world.store.acceptExtend(request(), { ...target, until })).toMatchObject({
    results: [{ result: "extended" }],
  });
  await world.applyShop("extended", { rest: { ttl: "2d" }, labels: { team: "blue" } });
  expect((await seen("extended"))?.expiresAt).toBe(until);
  expect(await next(uid, { nowMs: until - DAY_MS - HOUR_MS })).toEqual({
    do: "wait",
    lookAgainAt: until - DAY_MS,
  });
  await world.applyShop("extended", { rest: { ttl: "3d" } });
  const { expiresAt = 0 } = (await seen("extended")) ?? {};
  expect(Math.abs(expiresAt - Date.now() - 3 * DAY_MS)).toBeLessThan(HOUR_MS);
  await world.applyShop("extended");
  expect(await seen("extended")).not.toHaveProperty("expiresAt");
  await expect(world.store.acceptExtend(request(), { ...target, until })).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
});

test("an environment whose time ends at the same instant again goes on", async () => {
  const uid = await world.bringUp("returning", { protected: true });
  const [early, late] = [inIso(-2_000), inIso(-1_000)];
  for (const expires of [early, late, early]) {
    await world.applyShop("returning", { rest: { expires }, protected: true });
    expect(await next(uid)).toMatchObject({ do: "wait" });
  }
  const refused = (await eventsOf("returning")).filter(({ type }) => type === "environment.delete-refused");
  expect(refused).toHaveLength(3);
});

test("its time is never shortened by an extension: whoever lets it live longer may not always delete it", async () => {
  await world.bringUp("long-lived", { rest: { ttl: "2d" } });
  const before = await seen("long-lived");
  const target = { project: "shop", environment: "long-lived", until: Date.now() + HOUR_MS };
  await expect(world.store.acceptExtend(request(), target)).rejects.toMatchObject({
    code: "REQUEST_INVALID",
    message: expect.stringContaining("say a later time, or delete it"),
  });
  expect((await seen("long-lived"))?.expiresAt).toBe(before?.expiresAt);
  expect(await world.store.saidOfEnvironment("shop", "long-lived")).toMatchObject({
    spec: { ttl: "2d" },
    expiresAt: before?.expiresAt,
  });
});

test("what is protected is not deleted at the end of its time, and people hear why", async () => {
  const uid = await world.bringUp("guarded", { protected: true });
  await world.applyShop("guarded", { rest: { expires: inIso(-1_000) }, protected: true });
  expect(await next(uid)).toMatchObject({ do: "wait" });
  expect(await seen("guarded")).toMatchObject({ phase: "Ready" });
  const [refused] = (await eventsOf("guarded")).filter(({ type }) => type === "environment.delete-refused");
  expect(refused?.message).toContain("is protected");
  const { lookAgainAt = 0 } = (await next(uid)) as { lookAgainAt?: number };
  expect(lookAgainAt).toBeGreaterThan(Date.now() + HOUR_MS);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { EnvironmentWork } from "../../domain/schema/environment-work.ts";
import { plan, readyOf, request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

/** What the next step would be decided from. */
const workOf = async (uid: string): Promise<EnvironmentWork> => {
  let seen: EnvironmentWork | undefined;
  await world.store.takeNext(uid, (work) => {
    seen = work;
    return { do: "wait", lookAgainAt: 1 };
  });
  if (seen === undefined) throw new Error(`environment "${uid}" is not there`);
  return seen;
};
test("a repair answers its wakes, raises no generation, and one that fails is tried again", async () => {
  const uid = await world.bringUp("mended");
  const components = await world.store.listComponents(uid);
  const api = components.find(({ name }) => name === "api");
  const wake = { componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "exit code 1" };
  await world.records.wake([wake]);
  expect((await workOf(uid)).wakes).toMatchObject([{ component: "api", incarnation: 1, detail: "exit code 1" }]);
  const turn = await world.turn(uid, { api: "repair" });
  expect(await world.store.getOperation(turn.operationId)).toMatchObject({
    kind: "repair",
    generation: 1,
    actor: { kind: "system" },
  });
  expect((await workOf(uid)).wakes).toEqual([]);
  await world.records.open(turn.of("api"));
  expect(await world.records.raiseIncarnation(turn.of("api"), { from: 1, reason: "exit code 1" })).toBe(2);
  await world.records.failed(turn.of("api"), { code: "COMPONENT_EXITED", message: "exit code 2", log: [] });
  expect(await turn.end()).toBe("Failed");
  const work = await workOf(uid);
  expect(work).toMatchObject({
    phase: "Failed",
    wakes: [{ component: "api", incarnation: 2, reason: "repair-failed", detail: "exit code 2" }],
  });
  expect(work.deaths).toHaveLength(2);
  expect(work.failedRepairAt).toBeGreaterThan(0);
  const second = await world.store.takeNext(uid, ({ wakes }) => ({ do: "repair", wakes }));
  if (second.do !== "start") throw new Error("expected a start");
  const admission = await world.store.admit(second.operationId, { plan: plan({ api: "repair" }), basisGeneration: 1 });
  if (!admission.isAdmitted) throw new Error(admission.reason);
  const mine = { operationId: second.operationId, epoch: admission.epoch, componentUid: api?.uid ?? "" };
  expect(await world.records.open(mine)).toMatchObject({
    incarnation: 2,
    action: "repair",
    incarnationOperationId: turn.operationId,
  });
  await world.records.ready(mine, readyOf("api", { incarnation: 2 }));
  expect(await world.store.endOperation(second.operationId, { failed: {}, notStarted: [], wasCancelled: false })).toBe(
    "Succeeded",
  );
  expect(await world.store.getEnvironment("mended", "shop")).toMatchObject({
    phase: "Ready",
    generation: 1,
    observedGeneration: 1,
    epoch: 3,
  });
  expect((await workOf(uid)).failedRepairAt).toBeUndefined();
});

test("a repair that is refused gives its wakes back", async () => {
  const uid = await world.bringUp("handed-back");
  const [api] = await world.store.listComponents(uid);
  await world.records.wake([{ componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "exit code 1" }]);
  const step = await world.next(uid);
  await world.applyShop("handed-back", { parameters: { greeting: "other" } });
  const operationId = step.do === "start" ? step.operationId : "";
  expect(await world.store.admit(operationId, { plan: plan({ api: "repair" }), basisGeneration: 2 })).toMatchObject({
    isAdmitted: false,
  });
  await world.store.refuse(operationId, "generation 2 was asked for since");
  expect((await workOf(uid)).wakes).toMatchObject([{ component: "api" }]);
});

test("a wake of what an operation works on, or of an earlier life, is recorded and starts nothing", async () => {
  await world.applyShop("busy");
  const uid = await world.uidOf("busy");
  const turn = await world.turn(uid, { api: "create", database: "create" });
  await turn.ready("database");
  await world.records.open(turn.of("api"));
  const wakeOf = (component: string, incarnation: number) => ({
    componentUid: turn.of(component).componentUid,
    incarnation,
    reason: "exited",
    detail: "d",
  });
  await world.records.wake([wakeOf("api", 1), wakeOf("database", 7)]);
  expect((await workOf(uid)).wakes).toEqual([]);
  expect(await world.store.listComponents(uid)).toMatchObject([
    { name: "api", phase: "Running" },
    { name: "database", phase: "Ready" },
  ]);
});

test("wakes of a suspended environment wait until it is resumed", async () => {
  const uid = await world.bringUp("asleep");
  await world.store.acceptSuspend(request(), { project: "shop", environment: "asleep", to: "suspended" });
  const [api] = await world.store.listComponents(uid);
  await world.records.wake([{ componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "d" }]);
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
  await world.store.acceptSuspend(request(), { project: "shop", environment: "asleep", to: "resumed" });
  expect(await world.next(uid)).toMatchObject({ do: "start" });
});

test("deaths that a person has answered with resume are not counted again", async () => {
  const uid = await world.bringUp("counted");
  const [api] = await world.store.listComponents(uid);
  await world.records.wake([{ componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "d" }]);
  expect((await workOf(uid)).deaths).toMatchObject([{ componentUid: api?.uid }]);
  await world.store.takeNext(uid, () => ({ do: "hold", hold: { reason: "r", choices: [], since: 1 } }));
  await world.store.acceptSuspend(request(), { project: "shop", environment: "counted", to: "resumed" });
  expect(await workOf(uid)).toMatchObject({ deaths: [], wakes: [{ component: "api" }] });
});

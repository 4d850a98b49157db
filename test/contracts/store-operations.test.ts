import { afterAll, beforeAll, expect, test } from "vitest";
import { plan, readyOf, request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const target = (environment: string) => ({ project: "shop", environment, keep: false });
const stateOf = async (operationId: string | undefined) => (await world.store.getOperation(operationId ?? ""))?.state;
const operationIn = (accepted: { results: readonly { operationId?: string }[] }) =>
  accepted.results.at(-1)?.operationId ?? "";

test("takeNext() records what runs before it answers, and answers the same start again", async () => {
  const operationId = operationIn(await world.applyShop("started"));
  const uid = await world.uidOf("started");
  expect(await world.next(uid)).toEqual({ do: "start", operationId });
  expect(await world.store.getEnvironment("started", "shop")).toMatchObject({
    phase: "Running",
    runningOperationId: operationId,
  });
  expect(await world.next(uid)).toEqual({ do: "start", operationId });
  expect(await world.store.runningOperation(uid)).toMatchObject({ operationId });
  expect(await stateOf(operationId)).toBe("Running");
});

test("takeNext() answers end for an environment that never was", async () => {
  expect(await world.next("01890000-0000-7000-8000-000000000000")).toEqual({ do: "end" });
});

test("takeNext() by many at once starts one operation", async () => {
  for (const name of ["rushed-a", "rushed-b", "rushed-c", "rushed-d", "rushed-e"]) {
    const operationId = operationIn(await world.applyShop(name));
    const uid = await world.uidOf(name);
    const steps = await Promise.all(Array.from({ length: 10 }, async () => await world.next(uid)));
    expect(steps).toEqual(Array.from({ length: 10 }, () => ({ do: "start", operationId })));
  }
});

test("takeNext() supersedes queued older wishes when it starts the newest, and never the running one", async () => {
  const first = operationIn(await world.applyShop("newer"));
  const uid = await world.uidOf("newer");
  await world.next(uid);
  const second = operationIn(await world.applyShop("newer", { parameters: { greeting: "a" } }));
  const third = operationIn(await world.applyShop("newer", { parameters: { greeting: "b" } }));
  expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual([
    "Running",
    "Accepted",
    "Accepted",
  ]);
  await world.store.refuse(first, "generation 3 was asked for since");
  expect(await world.next(uid)).toEqual({ do: "start", operationId: third });
  expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual([
    "Not admitted",
    "Superseded",
    "Running",
  ]);
});

test("admit() raises the epoch once, makes the components, and repeats its answer", async () => {
  const operationId = operationIn(await world.applyShop("admitted"));
  const uid = await world.uidOf("admitted");
  await world.next(uid);
  const basis = await world.store.admissionBasis(operationId);
  expect(basis).toMatchObject({
    kind: "provision",
    generation: 1,
    environmentUid: uid,
    cell: "local",
    repair: [],
    components: [],
  });
  const admission = { plan: plan({ database: "create", api: "create" }), basisGeneration: 1 };
  const admitted = await world.store.admit(operationId, admission);
  expect(admitted).toMatchObject({ isAdmitted: true, epoch: 1, environmentUid: uid });
  expect(await world.store.admit(operationId, admission)).toEqual(admitted);
  expect(await world.store.listComponents(uid)).toMatchObject([
    { name: "api", phase: "Pending", incarnation: 1 },
    { name: "database", phase: "Pending", incarnation: 1 },
  ]);
  const operation = await world.store.getOperation(operationId);
  expect((operation?.deadlineAt ?? 0) - (operation?.startedAt ?? 0)).toBe(3_600_000);
});

test("admit() refuses a plan that was made for another generation", async () => {
  const operationId = operationIn(await world.applyShop("moved-on"));
  const uid = await world.uidOf("moved-on");
  await world.next(uid);
  await world.applyShop("moved-on", { parameters: { greeting: "x" } });
  const refused = await world.store.admit(operationId, { plan: plan({ api: "create" }), basisGeneration: 1 });
  expect(refused).toMatchObject({ isAdmitted: false });
  expect(await world.store.listComponents(uid)).toEqual([]);
});

test("endOperation() succeeds when everything became ready, and a repeat changes nothing", async () => {
  const uid = await world.bringUp("ready");
  const view = await world.store.getEnvironment("ready", "shop");
  expect(view).toMatchObject({
    phase: "Ready",
    observedGeneration: 1,
    epoch: 1,
    components: { total: 3, ready: 3, failed: 0 },
  });
  expect(view?.runningOperationId).toBeUndefined();
  const [operation] = (await world.store.listOperations({ limit: 1, environmentUid: uid })).items;
  const again = await world.store.endOperation(operation?.id ?? "", {
    failed: {},
    notStarted: ["x"],
    wasCancelled: true,
  });
  expect(again).toBe("Succeeded");
});

test("endOperation() keeps what stands and names what was not started when a person cancelled", async () => {
  const operationId = operationIn(await world.applyShop("cancelled"));
  const uid = await world.uidOf("cancelled");
  const turn = await world.turn(uid);
  await turn.ready("database");
  await world.store.acceptCancel(request(), operationId);
  expect(await world.store.mustStopStarting(operationId)).toBe(true);
  expect(
    await turn.end({ notStarted: [turn.of("api").componentUid, turn.of("web").componentUid], wasCancelled: true }),
  ).toBe("Cancelled");
  expect(await world.store.getEnvironment("cancelled", "shop")).toMatchObject({
    phase: "Failed",
    components: { total: 3, ready: 1, failed: 0 },
  });
});

test("endOperation() does not give the fault of an earlier operation as its reason", async () => {
  await world.applyShop("twice-failed");
  const uid = await world.uidOf("twice-failed");
  const first = await world.turn(uid);
  const api = first.of("api").componentUid;
  await world.records.open(first.of("api"));
  await first.end({ failed: { [api]: "it broke last week" } });
  const later = operationIn(await world.applyShop("twice-failed", { parameters: { greeting: "again" } }));
  const second = await world.turn(uid);
  const left = ["database", "api", "web"].map((name) => second.of(name).componentUid);
  await second.end({ notStarted: left });
  expect((await world.store.getOperation(later))?.reason).toMatch(/^"\w+" and 2 more were not started$/);
});

test("acceptCancel() ends an operation that waits, and refuses one that has ended", async () => {
  await world.bringUp("waiting");
  const operationId = operationIn(await world.applyShop("waiting", { parameters: { greeting: "later" } }));
  await world.store.acceptCancel(request(), operationId);
  expect(await stateOf(operationId)).toBe("Cancelled");
  await expect(world.store.acceptCancel(request(), operationId)).rejects.toMatchObject({ code: "OPERATION_ENDED" });
  await expect(world.store.acceptCancel(request(), "op-none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  const again = operationIn(await world.applyShop("waiting", { parameters: { greeting: "later" } }));
  expect(await stateOf(again)).toBe("Accepted");
});

test("acceptDelete() stops the running operation, goes through one of its own, and frees the name", async () => {
  const running = operationIn(await world.applyShop("doomed"));
  const uid = await world.uidOf("doomed");
  const turn = await world.turn(uid);
  await turn.ready("database", "api");
  expect(await world.store.mustStopStarting(running)).toBe(false);
  const deletion = await world.store.acceptDelete(request(), target("doomed"));
  expect(deletion.results).toMatchObject([{ result: "deleting" }]);
  expect(await world.store.mustStopStarting(running)).toBe(true);
  expect((await world.store.acceptDelete(request(), target("doomed"))).results).toEqual(deletion.results);
  await expect(world.applyShop("doomed")).rejects.toMatchObject({ code: "ENVIRONMENT_DELETING" });
  await turn.end({ notStarted: [turn.of("web").componentUid], wasCancelled: true });
  const deleting = await world.turn(uid, { database: "delete", api: "delete", web: "delete" });
  await world.records.snapshotTaken(deleting.of("database"), {
    id: "snap-doomed",
    location: "somewhere",
    kind: "simulated",
  });
  for (const component of ["web", "api", "database"]) {
    await world.records.open(deleting.of(component));
    await world.records.gone(deleting.of(component));
  }
  expect(await deleting.end()).toBe("Succeeded");
  expect(await world.store.getEnvironment("doomed", "shop")).toBeUndefined();
  expect(await world.next(uid)).toEqual({ do: "end" });
  expect((await world.store.acceptDelete(request(), target("doomed"))).results).toMatchObject([{ result: "deleted" }]);
  expect((await world.store.listSnapshots({ limit: 10 })).items).toMatchObject([
    { id: "snap-doomed", environment: "doomed" },
  ]);
  await world.applyShop("doomed");
  expect(await world.uidOf("doomed")).not.toBe(uid);
});

test("acceptDelete() refuses what is protected and what never was", async () => {
  await world.applyShop("precious", { class: "prod" });
  await expect(world.store.acceptDelete(request(), target("precious"))).rejects.toMatchObject({
    code: "ENVIRONMENT_PROTECTED",
  });
  await expect(world.store.acceptDelete(request(), target("never"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await world.applyShop("precious", { class: "prod", protected: false });
  await expect(world.store.acceptDelete(request(), target("precious"))).resolves.toMatchObject({ isReplay: false });
});

test("a deletion that keeps everything lets its components go untouched", async () => {
  const uid = await world.bringUp("given-up");
  await world.store.acceptDelete(request(), { ...target("given-up"), keep: true });
  const turn = await world.turn(uid, {});
  expect(await turn.end()).toBe("Succeeded");
  expect(await world.store.listComponents(uid)).toEqual([]);
  expect(await world.store.getEnvironment("given-up", "shop")).toBeUndefined();
});

test("a deletion that failed leaves an environment that can be applied or deleted again", async () => {
  const uid = await world.bringUp("stubborn");
  await world.store.acceptDelete(request(), target("stubborn"));
  const turn = await world.turn(uid, { database: "delete", api: "delete", web: "delete" });
  await world.records.open(turn.of("api"));
  expect(await turn.end({ failed: { [turn.of("api").componentUid]: "it hangs" } })).toBe("Failed");
  expect(await world.store.getEnvironment("stubborn", "shop")).toMatchObject({
    phase: "Failed",
    reason: 'delete failed: "api": it hangs',
  });
  expect((await world.store.acceptDelete(request(), target("stubborn"))).results).toMatchObject([
    { result: "deleting" },
  ]);
});

test("recoverOperation() ends a dead operation, fences what it may still do, and is safe to repeat", async () => {
  await world.applyShop("recovered");
  const uid = await world.uidOf("recovered");
  const turn = await world.turn(uid);
  await world.records.open(turn.of("api"));
  await world.store.recoverOperation(turn.operationId, "its workflow ended without an outcome");
  await world.store.recoverOperation(turn.operationId, "again");
  expect(await world.store.getOperation(turn.operationId)).toMatchObject({
    state: "Failed",
    reason: expect.stringMatching(/^its workflow ended without an outcome; its work goes on as op-/),
  });
  expect(await world.store.getEnvironment("recovered", "shop")).toMatchObject({ phase: "Failed", epoch: 2 });
  const effect = { token: "late", incarnation: 1, call: "create", requestDigest: "d" };
  const late = [
    () => world.records.open(turn.of("api")),
    () => world.records.intend(turn.of("api"), effect),
    () => world.records.raiseIncarnation(turn.of("api"), { from: 1, reason: "gone" }),
    () => world.records.ready(turn.of("api"), readyOf("api")),
    () => world.records.failed(turn.of("api"), { code: "COMPONENT_FAILED", message: "late", log: [] }),
    () => world.records.gone(turn.of("api")),
    () => world.records.snapshotTaken(turn.of("api"), { id: "late", location: "l", kind: "simulated" }),
    () =>
      world.store.recordFault(turn.operationId, turn.of("api").componentUid, {
        code: "COMPONENT_FAILED",
        message: "late",
        log: [],
      }),
  ];
  for (const write of late) await expect(write()).rejects.toMatchObject({ code: "FENCED" });
  expect(await world.store.listComponents(uid)).toMatchObject([
    { name: "api", phase: "Failed" },
    { name: "database", phase: "Pending" },
    { name: "web", phase: "Pending" },
  ]);
});

test("acceptAbandon() raises the epoch, holds the environment, and fences", async () => {
  await world.applyShop("abandoned");
  const uid = await world.uidOf("abandoned");
  const turn = await world.turn(uid);
  await world.store.acceptAbandon(request(), turn.operationId, "it hangs");
  expect(await stateOf(turn.operationId)).toBe("Abandoned");
  const view = await world.store.getEnvironment("abandoned", "shop");
  expect(view).toMatchObject({ phase: "Held", epoch: 2 });
  expect(view?.hold?.choices.length).toBeGreaterThan(0);
  await expect(world.records.open(turn.of("api"))).rejects.toMatchObject({ code: "FENCED" });
  await expect(world.store.acceptAbandon(request(), turn.operationId, "again")).rejects.toMatchObject({
    code: "OPERATION_ENDED",
  });
});

test("acceptSuspend() suspends and resumes, and resuming ends a hold", async () => {
  const uid = await world.bringUp("paused");
  await world.store.acceptSuspend(request(), { project: "shop", environment: "paused", to: "suspended" });
  expect(await world.store.getEnvironment("paused", "shop")).toMatchObject({ phase: "Suspended", isSuspended: true });
  await world.store.takeNext(uid, () => ({ do: "hold", hold: { reason: "r", choices: [], since: 1 } }));
  await world.store.acceptSuspend(request(), { project: "shop", environment: "paused", to: "resumed" });
  const view = await world.store.getEnvironment("paused", "shop");
  expect(view).toMatchObject({ phase: "Ready", isSuspended: false });
  expect(view?.hold).toBeUndefined();
  await expect(
    world.store.acceptSuspend(request(), { project: "shop", environment: "none", to: "resumed" }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

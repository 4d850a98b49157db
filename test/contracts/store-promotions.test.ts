import { afterAll, beforeAll, expect, test } from "vitest";
import type { BlueprintDocument, Document, ReleaseDocument } from "../../domain/schema/documents.ts";
import { promotionRows, type PromotionRows } from "../setup/promotion-rows.ts";
import { digestOf, request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
let line: PromotionRows;
beforeAll(async () => {
  world = await storeWorld();
  line = promotionRows(world);
  await world.bringUp("first");
  for (const version of ["1.1.0", "1.2.0", "1.3.0"]) await line.release(version);
}, 60_000);
afterAll(async () => await world.close());

test("a rollback of a stage brings nothing to the stages behind it", async () => {
  await line.pipeline("back", [
    { environment: "back-1" },
    { environment: "back-2", after: ["back-1"], start: "automatic" },
  ]);
  const up = await line.promote("1.1.0", "back-1");
  await line.pass(up);
  expect(await line.carryOut(up)).toBe("Succeeded");
  const next = (await world.store.listPromotions({ limit: 1, project: "shop", environment: "back-2" })).items[0];
  expect(next).toMatchObject({ release: "1.1.0", state: "Waiting" });
  await line.pass(next?.id ?? "");
  await line.carryOut(next?.id ?? "");

  const down = await line.promote("1.0.0", "back-1", { kind: "rollback" });
  await line.pass(down);
  expect(await line.carryOut(down)).toBe("Succeeded");
  expect(await line.state(down)).toBe("Verified");
  const open = await world.store.listPromotions({ limit: 5, project: "shop", environment: "back-2", isOpen: true });
  expect(open.items).toEqual([]);
});

test("each that waits in line is woken when the one before it has ended, whatever else waits in the environment", async () => {
  await line.pipeline("queue", [
    { environment: "queue-1", queue: "each", gates: [{ kind: "soak", config: { for: "1h" } }] as never },
  ]);
  const first = await line.promote("1.1.0", "queue-1");
  await world.applyShop("queue-1", { parameters: { greeting: "Moin" } });
  const third = await line.promote("1.2.0", "queue-1");
  await line.pass(first);
  await line.woken();
  await line.carryOut(first, "succeed");
  expect(await line.woken()).toContain(third);
});

test("a release that a promotion is to bring cannot be deleted", async () => {
  await line.release("2.0.0");
  await line.pipeline("used", [{ environment: "used-1" }]);
  const id = await line.promote("2.0.0", "used-1");
  const target = { kind: "Release", project: "shop", name: "2.0.0" } as const;
  await expect(world.store.acceptDeleteUnused(request(), target)).rejects.toMatchObject({ code: "RESOURCE_IN_USE" });
  await world.store.acceptCancelPromotion(request(), id);
  await world.store.acceptDeleteUnused(request(), target);
});

test("a direct change is not lost to a promotion that is refused its turn", async () => {
  await line.pipeline("both", [{ environment: "both-1" }]);
  const id = await line.promote("1.1.0", "both-1");
  const { results } = await world.applyShop("both-1", { parameters: { greeting: "Moin" } });
  const direct = results.at(-1)?.operationId ?? "";
  await line.pass(id);
  const uid = await world.uidOf("both-1");
  const step = await world.next(uid);
  if (step.do !== "start") throw new Error("nothing started");
  if (step.operationId !== direct) await world.store.refuse(step.operationId, "a freeze has begun");
  expect((await world.store.getOperation(direct))?.state).not.toBe("Superseded");
});

test("a promotion that is refused its turn does not come after a newer one whose gates have passed", async () => {
  await line.pipeline("order", [{ environment: "order-1" }]);
  const old = await line.promote("1.1.0", "order-1");
  await line.pass(old);
  const step = await world.next(await world.uidOf("order-1"));
  if (step.do !== "start") throw new Error("nothing started");
  const young = await line.promote("1.2.0", "order-1");
  await line.pass(young);
  await world.store.refuse(step.operationId, "its plan is another one than the one that was shown");
  expect(await line.state(old)).toBe("Superseded");
  expect(await line.carryOut(young)).toBe("Succeeded");
  expect(await line.state(young)).toBe("Verified");
});

test("the events of a promotion tell of its operations, started or superseded", async () => {
  await line.pipeline("told", [{ environment: "told-1" }, { environment: "told-2" }]);
  const superseded = await line.promote("1.1.0", "told-1");
  await line.pass(superseded);
  await world.applyShop("told-1", { parameters: { greeting: "Moin" } });
  await world.next(await world.uidOf("told-1"));
  const started = await line.promote("1.1.0", "told-2");
  await line.pass(started);
  await line.admit(started);
  const types = async (promotionId: string) => {
    await world.store.sealEvents();
    return (await world.store.readEvents({ afterSeq: 0, limit: 100, promotionId })).map(({ type }) => type);
  };
  expect(await types(superseded)).toContain("operation.superseded");
  expect(await types(started)).toContain("operation.started");
});

test("a newer promotion that was cancelled before its turn makes no older one pointless", async () => {
  await line.pipeline("fallen", [{ environment: "fallen-1" }]);
  const old = await line.promote("1.1.0", "fallen-1");
  await line.pass(old);
  const step = await world.next(await world.uidOf("fallen-1"));
  if (step.do !== "start") throw new Error("nothing started");
  const young = await line.promote("1.2.0", "fallen-1");
  await line.pass(young);
  await world.store.acceptCancelPromotion(request(), young);
  await world.store.refuse(step.operationId, "its plan is another one than the one that was shown");
  expect(await line.state(old)).toBe("Waiting");
});

test("whoever joins a promotion that waits may let it pass by freeze windows, and it is woken", async () => {
  await line.pipeline("freeze", [{ environment: "freeze-1" }]);
  const id = await line.promote("1.1.0", "freeze-1");
  await line.woken();
  expect(await line.promote("1.1.0", "freeze-1", { overrideFreeze: "customers cannot pay" })).toBe(id);
  expect(await world.store.getPromotion(id)).toMatchObject({ overrideFreeze: "customers cannot pay" });
  expect(await line.woken()).toEqual([id]);
  await line.promote("1.1.0", "freeze-1", { overrideFreeze: "another reason" });
  expect(await world.store.getPromotion(id)).toMatchObject({ overrideFreeze: "customers cannot pay" });
});

test("a change that is supplied is for a gate of the stage, and is not lost on a promotion that is on its way", async () => {
  const gates = [{ kind: "servicenow-change", config: {}, as: "change" }] as never;
  await line.pipeline("supplied", [{ environment: "supplied-1", gates }]);
  const wrong = line.promote("1.1.0", "supplied-1", { supplied: { chnage: "CHG0030001" } });
  await expect(wrong).rejects.toMatchObject({
    code: "REFERENCE_UNKNOWN",
    message: 'stage "supplied-1" has no gate "chnage", did you mean "change"?',
  });
  const supplied = { change: "CHG0030001" };
  const id = await line.promote("1.1.0", "supplied-1", { supplied });
  expect(await line.promote("1.1.0", "supplied-1", { supplied })).toBe(id);
  expect(await line.promote("1.1.0", "supplied-1")).toBe(id);
  const other = line.promote("1.1.0", "supplied-1", { supplied: { change: "CHG0030002" } });
  await expect(other).rejects.toMatchObject({ code: "PROMOTION_OPEN" });
});

test("a release that needs a parameter which its stage does not have is refused, with the parameter's name", async () => {
  await line.pipeline("needing", [{ environment: "needing" }]);
  const blueprint: BlueprintDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Blueprint",
    metadata: { project: "shop", name: "shop", version: "9.0.0", labels: {} },
    spec: { parameters: { region: { type: "string" } }, components: {} },
  };
  const release: ReleaseDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Release",
    metadata: { project: "shop", version: "needy", labels: {} },
    spec: { blueprint: "shop@9.0.0", artifacts: {} },
  };
  const documents = [blueprint, release].map((document) => ({ document, digest: digestOf(document) }));
  await world.store.acceptApply(request(), { documents });
  await expect(line.promote("needy", "needing")).rejects.toMatchObject({
    code: "PARAMETER_MISSING",
    message: expect.stringContaining('"region"'),
  });
});

test("a project is in use until its pipelines, connections and freeze windows are gone", async () => {
  const apiVersion = "holdfast.dev/v1";
  const own = (name: string) => ({ project: "emptied", name, labels: {} });
  const documents: readonly Document[] = [
    { apiVersion, kind: "Project", metadata: { name: "emptied", labels: {} }, spec: {} },
    {
      apiVersion,
      kind: "Connection",
      metadata: own("itsm"),
      spec: { system: "http", url: "http://x", credentials: {}, options: {} },
    },
    { apiVersion, kind: "FreezeWindow", metadata: own("audit"), spec: { reason: "audit", scope: {}, timeZone: "UTC" } },
    { apiVersion, kind: "Pipeline", metadata: own("line"), spec: { stages: [] } },
  ];
  const applied = documents.map((document) => ({ document, digest: digestOf(document) }));
  await world.store.acceptApply(request(), { documents: applied });
  const project = { kind: "Project", project: "emptied", name: "emptied" } as const;
  for (const [kind, name, told] of [
    ["Pipeline", "line", "pipeline line"],
    ["Connection", "itsm", "connection itsm"],
    ["FreezeWindow", "audit", "freeze window audit"],
  ] as const) {
    await expect(world.store.acceptDeleteUnused(request(), project)).rejects.toMatchObject({
      code: "RESOURCE_IN_USE",
      message: `project "emptied" is used by ${told}`,
    });
    await world.store.acceptDeleteDocument(request(), { kind, project: "emptied", name });
  }
  const { results } = await world.store.acceptDeleteUnused(request(), project);
  expect(results).toMatchObject([{ result: "deleted" }]);
});

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { first, many } from "../../adapters/store/connect-postgres.ts";
import { migrate } from "../../adapters/store/migrate.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { testDatabase } from "../setup/postgres.ts";
import { digestOf, request, shopApply, shopDocuments, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const environmentOf = (accepted: Accepted) => accepted.results.find(({ kind }) => kind === "Environment");
const countOf = async (table: string) =>
  (await first(world.postgres.rows, sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`))?.n;

test("migrate() runs again, and in two processes at once, without harm", async () => {
  const { url, drop } = await testDatabase();
  try {
    await expect(Promise.all([migrate(url), migrate(url)])).resolves.toHaveLength(2);
    await expect(Promise.all([migrate(url), migrate(url)])).resolves.toHaveLength(2);
  } finally {
    await drop();
  }
});

test("acceptApply() creates what is new and queues one provision", async () => {
  const accepted = await world.applyShop("created");
  expect(accepted.results.map(({ kind, name, result }) => `${kind} ${name} ${result}`)).toEqual([
    "Project shop created",
    "Blueprint shop@1.0.0 created",
    "Release 1.0.0 created",
    "Environment created created",
  ]);
  const operation = await world.store.getOperation(environmentOf(accepted)?.operationId ?? "");
  expect(operation).toMatchObject({
    kind: "provision",
    state: "Accepted",
    generation: 1,
    environment: "created",
    actor: { name: "ada" },
  });
  expect(operation?.id).toMatch(/^op-[0-9a-z]{20}$/);
  expect(await world.store.getEnvironment("created", "shop")).toMatchObject({
    phase: "Pending",
    generation: 1,
    observedGeneration: 0,
  });
});

test("acceptApply() answers a repeated key with the first answer, and starts nothing more", async () => {
  const accepted = await world.applyShop("replayed", { key: "same-key" });
  const again = await world.applyShop("replayed", { key: "same-key" });
  expect(accepted.isReplay).toBe(false);
  expect(again).toEqual({ results: accepted.results, isReplay: true });
  const { items } = await world.store.listOperations({ limit: 10, environmentUid: await world.uidOf("replayed") });
  expect(items).toHaveLength(1);
});

test("acceptApply() refuses a key that was used for another request", async () => {
  await world.store.acceptApply(request("reused", "first"), shopApply("reused"));
  await expect(world.store.acceptApply(request("reused", "second"), shopApply("reused"))).rejects.toMatchObject({
    code: "IDEMPOTENCY_KEY_REUSED",
  });
});

test("acceptApply() has one effect when one key comes many times at once", async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, async () => await world.applyShop("at-once", { key: "at-once" })),
  );
  expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
  expect(new Set(answers.map((answer) => environmentOf(answer)?.operationId)).size).toBe(1);
});

test("acceptApply() of different requests at once makes one environment and one operation", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, async () => await world.applyShop("raced")));
  const results = answers.map((answer) => environmentOf(answer)?.result);
  expect(results.filter((result) => result === "created")).toHaveLength(1);
  expect(results.filter((result) => result === "unchanged")).toHaveLength(7);
  expect(new Set(answers.map((answer) => environmentOf(answer)?.operationId)).size).toBe(1);
});

test("acceptApply() stores nothing at all when one document is refused", async () => {
  const before = [
    await countOf("request"),
    await countOf("environment"),
    await countOf("event"),
    await countOf("outbox"),
  ];
  const { documents } = shopApply("half");
  const [blueprint] = shopDocuments().filter((document) => document.kind === "Blueprint");
  if (blueprint === undefined) throw new Error("the shop has a blueprint");
  const refused = world.store.acceptApply(request(), {
    documents: [...documents, { document: blueprint, digest: "other content" }],
  });
  await expect(refused).rejects.toMatchObject({ code: "VERSION_IMMUTABLE" });
  expect([
    await countOf("request"),
    await countOf("environment"),
    await countOf("event"),
    await countOf("outbox"),
  ]).toEqual(before);
});

test("acceptApply() refuses what refers to nothing", async () => {
  const { documents } = shopApply("lonely");
  const environment = documents.at(-1);
  if (environment?.document.kind !== "Environment") throw new Error("the last document is the environment");
  const { document } = environment;
  const elsewhere = { ...document, metadata: { ...document.metadata, project: "nowhere" } };
  const releaseless = { ...document, spec: { ...document.spec, release: "9.9.9" } };
  for (const wrong of [elsewhere, releaseless]) {
    const refused = world.store.acceptApply(request(), { documents: [{ document: wrong, digest: digestOf(wrong) }] });
    await expect(refused).rejects.toMatchObject({ code: "REFERENCE_UNKNOWN" });
  }
});

test("acceptApply() starts nothing for an environment that is as desired", async () => {
  const uid = await world.bringUp("calm");
  const again = await world.applyShop("calm");
  expect(environmentOf(again)).toEqual({
    kind: "Environment",
    project: "shop",
    name: "calm",
    result: "unchanged",
    generation: 1,
  });
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
});

test("acceptApply() of other labels changes the document and starts nothing", async () => {
  const uid = await world.bringUp("labelled");
  const again = await world.applyShop("labelled", { labels: { team: "till" } });
  expect(environmentOf(again)).toMatchObject({ result: "changed", generation: 1 });
  expect(environmentOf(again)?.operationId).toBeUndefined();
  const view = await world.store.getEnvironment("labelled", "shop");
  expect(view?.document.metadata.labels).toEqual({ team: "till" });
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
});

test("acceptApply() of a change raises the generation and queues a deploy", async () => {
  await world.bringUp("changing");
  const changed = environmentOf(await world.applyShop("changing", { parameters: { greeting: "Welcome" } }));
  expect(changed).toMatchObject({ result: "changed", generation: 2 });
  expect(await world.store.getOperation(changed?.operationId ?? "")).toMatchObject({ kind: "deploy", generation: 2 });
});

test("acceptApply() of the same again tries a failed environment again, at the same generation", async () => {
  const first = environmentOf(await world.applyShop("failing"));
  const uid = await world.uidOf("failing");
  const turn = await world.turn(uid);
  await turn.ready("database");
  expect(
    await turn.end({
      failed: { [turn.of("api").componentUid]: "exit code 1" },
      notStarted: [turn.of("web").componentUid],
    }),
  ).toBe("Failed");
  expect(await world.store.getEnvironment("failing", "shop")).toMatchObject({
    phase: "Failed",
    reason: 'provision failed: "api": exit code 1',
  });
  const again = environmentOf(await world.applyShop("failing"));
  expect(again).toMatchObject({ result: "unchanged", generation: 1 });
  expect(again?.operationId).not.toBe(first?.operationId);
  expect(await world.store.getOperation(again?.operationId ?? "")).toMatchObject({
    kind: "provision",
    state: "Accepted",
  });
});

test("acceptApply() ends a hold and tries again", async () => {
  const uid = await world.bringUp("held");
  const hold = { reason: "died too often", choices: ["resume"], since: 1 };
  const asked = Date.now();
  const held = await world.store.takeNext(uid, () => ({ do: "hold", hold }));
  expect(held.do === "wait" && held.lookAgainAt).toBeGreaterThanOrEqual(asked + 86_400_000);
  expect(await world.store.getEnvironment("held", "shop")).toMatchObject({
    phase: "Held",
    hold,
    reason: "died too often",
  });
  expect(environmentOf(await world.applyShop("held"))?.operationId).toBeDefined();
  const view = await world.store.getEnvironment("held", "shop");
  expect(view?.hold).toBeUndefined();
});

test("acceptApply() refuses to move an environment to another cell", async () => {
  await world.applyShop("settled");
  await expect(world.applyShop("settled", { cell: "elsewhere" })).rejects.toMatchObject({ code: "ENVIRONMENT_MOVED" });
});

test("acceptApply() refuses another generation than the one expected", async () => {
  await world.applyShop("expected");
  await expect(world.applyShop("expected", { ifGeneration: 2 })).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  await expect(world.applyShop("expected", { ifGeneration: 1 })).resolves.toMatchObject({ isReplay: false });
});

test("acceptDeleteUnused() keeps what is used and never lets a version be reused for other content", async () => {
  const [project, blueprint] = shopDocuments();
  if (project?.kind !== "Project" || blueprint?.kind !== "Blueprint")
    throw new Error("the shop starts with project and blueprint");
  const spare = { ...blueprint, metadata: { ...blueprint.metadata, version: "2.0.0" } };
  await world.store.acceptApply(request(), { documents: [{ document: spare, digest: "two" }] });
  const target = { kind: "Blueprint", project: "shop", name: "shop@2.0.0" } as const;
  expect((await world.store.acceptDeleteUnused(request(), target)).results).toMatchObject([{ result: "deleted" }]);
  expect(
    (await world.store.listBlueprints({ limit: 10, project: "shop" })).items.map(
      ({ document }) => document.metadata.version,
    ),
  ).toEqual(["1.0.0"]);
  const other = world.store.acceptApply(request(), { documents: [{ document: spare, digest: "other" }] });
  await expect(other).rejects.toMatchObject({ code: "VERSION_IMMUTABLE" });
  for (const used of [
    { kind: "Blueprint", name: "shop@1.0.0" },
    { kind: "Release", name: "1.0.0" },
    { kind: "Project", name: "shop" },
  ] as const) {
    await expect(world.store.acceptDeleteUnused(request(), { ...used, project: "shop" })).rejects.toMatchObject({
      code: "RESOURCE_IN_USE",
    });
  }
  await expect(
    world.store.acceptDeleteUnused(request(), { kind: "Release", project: "shop", name: "7" }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("documents come back with their keys in the order in which they were written", async () => {
  const rows = await many(
    world.postgres.rows,
    sql<{ document: unknown }>`select document from blueprint where version = '1.0.0'`,
  );
  const [, blueprint] = shopDocuments();
  expect(JSON.stringify(rows[0]?.document)).toBe(JSON.stringify(blueprint));
});

test("acceptApply() changes no environment that has got a class in which nobody asked whether it may be changed", async () => {
  await world.applyShop("moved", { class: "prod" });
  const inClasses = (name: string, allowedIn: readonly ("dev" | "staging" | "prod")[]) => {
    const { documents } = shopApply(name, { parameters: { size: "large" } });
    return { documents: documents.map((one) => (one.document.kind === "Environment" ? { ...one, allowedIn } : one)) };
  };
  await expect(world.store.acceptApply(request(), inClasses("moved", ["dev"]))).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
  expect(await world.store.getEnvironment("moved", "shop")).toMatchObject({ generation: 1 });
  const accepted = await world.store.acceptApply(request(), inClasses("moved", ["prod", "dev"]));
  expect(environmentOf(accepted)).toMatchObject({ result: "changed", generation: 2 });
});

test("chatOfProject() answers what the project says, and nothing where there is none", async () => {
  const [project] = shopDocuments();
  if (project?.kind !== "Project") throw new Error("the shop begins with its project");
  const slack = { channels: { prod: "C0RELEASES" }, mode: "link-only" } as const;
  const spoken = { ...project, metadata: { ...project.metadata, name: "spoken" }, spec: { ...project.spec, slack } };
  await world.store.acceptApply(request(), { documents: [{ document: spoken, digest: digestOf(spoken.spec) }] });
  expect(await world.store.chatOfProject("spoken")).toEqual(slack);
  expect(await world.store.chatOfProject("nowhere")).toBeUndefined();
});

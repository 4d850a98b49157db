import { afterAll, beforeAll, expect, test } from "vitest";
import { cloudTruth, componentNames } from "../engine/cloud-truth.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { simulatedDocuments, type SimulatedSpec } from "../setup/simulated-documents.ts";
import { unique } from "../setup/temporal.ts";

let holdfast: Installation;
beforeAll(async () => {
  holdfast = await testInstallation();
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

const shop: Readonly<Record<string, SimulatedSpec>> = {
  database: {},
  api: { properties: { database: "${components.database.outputs.url}", greeting: "${parameters.greeting}" } },
  web: { properties: { api: "${components.api.outputs.url}" } },
  worker: { after: ["database"] },
};

interface Wish {
  readonly environment: string;
  readonly greeting?: string;
  readonly components?: Readonly<Record<string, SimulatedSpec>>;
  readonly version?: string;
}

/** Applies the shop; waits for the operation, if there is one, and answers how it ended. */
async function wish({ environment, greeting = "Hello", components = shop, version = "1.0.0" }: Wish) {
  const documents = simulatedDocuments({ environment, components, version, parameters: { greeting } });
  const { results } = await holdfast.apply(documents);
  const result = results.find(({ kind }) => kind === "Environment");
  const operationId = result?.operationId;
  const ended = operationId === undefined ? "nothing runs" : await holdfast.ended(operationId);
  const view = await holdfast.store.getEnvironment(environment, "lab");
  return { operationId, ended, uid: view?.uid ?? "", result: result?.result };
}

async function effectsOf(byUid: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const truth = await cloudTruth(holdfast, byUid, 0.01);
  return truth.map(({ effect, component, incarnation }) => `${effect} ${component} i${incarnation}`);
}

async function remove(environment: string): Promise<{ readonly status: number; readonly ended: string }> {
  const answer = await holdfast.call("DELETE", `/v1/environments/lab/${environment}`);
  const { results } = (await answer.json()) as { results: { result: string; operationId?: string }[] };
  const operationId = results[0]?.operationId;
  return {
    status: answer.status,
    ended: operationId === undefined ? (results[0]?.result ?? "") : await holdfast.ended(operationId),
  };
}

test("the same file again starts nothing", async () => {
  const environment = unique("same");
  const { uid, ended } = await wish({ environment });
  expect(ended).toBe("Succeeded");
  const before = await effectsOf(await componentNames(holdfast, uid));
  expect(await wish({ environment })).toMatchObject({ ended: "nothing runs", result: "unchanged" });
  expect(await effectsOf(await componentNames(holdfast, uid))).toEqual(before);
  expect((await holdfast.store.listOperations({ environmentUid: uid, limit: 10 })).items).toHaveLength(1);
});

test("one changed parameter touches only what it affects", async () => {
  const environment = unique("parameter");
  const { uid } = await wish({ environment });
  const names = await componentNames(holdfast, uid);
  const before = await effectsOf(names);
  const { operationId, ended } = await wish({ environment, greeting: "Welcome" });
  expect(ended).toBe("Succeeded");
  expect((await effectsOf(names)).slice(before.length)).toEqual(["update api i1"]);
  const plan = (await holdfast.store.getOperation(operationId ?? ""))?.plan;
  expect(Object.fromEntries(plan?.components.map(({ name, action }) => [name, action]) ?? [])).toEqual({
    database: "keep",
    worker: "keep",
    api: "update",
    web: "may change",
  });
});

test("a component that leaves the blueprint is taken away, and what cannot be changed in place is replaced", async () => {
  const environment = unique("leaves");
  const { uid } = await wish({ environment });
  const names = await componentNames(holdfast, uid);
  const before = await effectsOf(names);
  const { worker: _, ...rest } = shop;
  const components = { ...rest, web: { ...rest["web"], type: "another" } };
  expect((await wish({ environment, version: "2.0.0", components })).ended).toBe("Succeeded");
  expect((await effectsOf(names)).slice(before.length).toSorted()).toEqual([
    "create web i2",
    "delete web i1",
    "delete worker i1",
  ]);
  expect((await holdfast.store.listComponents(uid)).map(({ name }) => name).toSorted()).toEqual([
    "api",
    "database",
    "web",
  ]);
});

test("what failed keeps what stands and starts nothing that needs it; the next apply makes it anew and goes on", async () => {
  const environment = unique("failed");
  const type = unique("broken");
  const components = { database: {}, api: { after: ["database"], type }, web: { after: ["api"] } };
  await holdfast.cloud.call("POST", "/control/faults", { body: { kind: "fail", match: { type } } });
  const { uid, ended } = await wish({ environment, components });
  expect(ended).toBe("Failed");
  const names = await componentNames(holdfast, uid);
  expect(await effectsOf(names)).toEqual(["create database i1", "create api i1"]);
  const api = (await holdfast.store.listComponents(uid)).find(({ name }) => name === "api");
  expect(api).toMatchObject({ phase: "Failed", fault: { code: "COMPONENT_FAILED" } });
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.phase).toBe("Failed");

  expect((await wish({ environment, components })).ended).toBe("Succeeded");
  expect((await effectsOf(names)).slice(2)).toEqual(["delete api i1", "create api i2", "create web i1"]);
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.phase).toBe("Ready");
});

test("what has served and failed to change is changed in place by the next apply", async () => {
  const environment = unique("update");
  const type = unique("fragile");
  const version = (size: string) => ({ database: { type, properties: { size } } });
  const { uid } = await wish({ environment, components: version("small") });
  await holdfast.cloud.call("POST", "/control/faults", { body: { kind: "fail", match: { type } } });
  const larger = { environment, components: version("large"), version: "2.0.0" };
  expect((await wish(larger)).ended).toBe("Failed");
  expect((await wish(larger)).ended).toBe("Succeeded");
  expect(await effectsOf(await componentNames(holdfast, uid))).toEqual([
    "create database i1",
    "update database i1",
    "update database i1",
  ]);
});

test("a deletion runs in reverse order, leaves what is to be retained, and a second one is fine", async () => {
  const environment = unique("delete");
  const components = { ...shop, worker: { after: ["database"], onDelete: "retain" as const } };
  const { uid } = await wish({ environment, components });
  const names = await componentNames(holdfast, uid);
  const before = await effectsOf(names);
  expect(await remove(environment)).toEqual({ status: 202, ended: "Succeeded" });
  expect((await effectsOf(names)).slice(before.length)).toEqual([
    "delete web i1",
    "delete api i1",
    "delete database i1",
  ]);
  const [uidOfWorker] = [...names].find(([, name]) => name === "worker") ?? [];
  expect((await holdfast.cloud.call("GET", `/resources/${uidOfWorker}-i1`)).status).toBe(200);
  expect((await remove(environment)).ended).toBe("deleted");
});

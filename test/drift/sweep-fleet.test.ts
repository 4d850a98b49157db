import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FindingView, SweepView } from "../../domain/schema/drift.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { ORCHESTRATOR_TASK_QUEUE, SWEEP_WORKFLOW } from "../../workflows/messages.ts";
import { type Installation, testInstallation } from "../setup/installation.ts";
import { simulatedDocuments } from "../setup/simulated-documents.ts";
import { unique } from "../setup/temporal.ts";

const CLASSES = { dev: "dev", staging: "staging", quiet: "dev" };
const FLEET = Object.keys(CLASSES);
const COMPONENTS = 4;
const ALL = FLEET.length * COMPONENTS;
const patience = { timeout: 200_000, interval: 200 };
let installation: Installation;

beforeAll(async () => {
  installation = await testInstallation();
  await installation.start();
  for (const [name, className] of Object.entries(CLASSES)) await bringUp(name, className);
  await sweep(); // What nobody has stated is learned by the first one.
}, 300_000);
afterAll(async () => await installation.close(), 60_000);
beforeEach(async () => void (await installation.cloud.call("DELETE", "/control/faults")));

const nameOf = (number: number) => `part-${number}`;

/** An environment whose components are all of a size but for the first one. */
async function applyFleet(environment: string, environmentClass: string, first = "small"): Promise<string> {
  const sizes = Array.from({ length: COMPONENTS }, (_, number) => (number === 0 ? first : "small"));
  const components = Object.fromEntries(sizes.map((size, number) => [nameOf(number), { properties: { size } }]));
  const version = first === "small" ? "1.0.0" : "2.0.0";
  const documents = simulatedDocuments({ environment, class: environmentClass, components, version });
  const { results } = await installation.apply(documents);
  return results.find(({ kind }) => kind === "Environment")?.operationId ?? "";
}

async function bringUp(environment: string, environmentClass: string): Promise<void> {
  const operationId = await applyFleet(environment, environmentClass);
  const isOver = async () => (await installation.store.getOperation(operationId))?.state === "Succeeded";
  await waitUntil(isOver, { what: `"${environment}" is up`, limitMs: patience.timeout });
}

/** Sweeps once, and answers what it came to. */
async function sweep(): Promise<SweepView> {
  const known = new Set((await sweeps()).map(({ id }) => id));
  await installation.client.workflow.execute(SWEEP_WORKFLOW, {
    workflowId: unique("sweep"),
    taskQueue: ORCHESTRATOR_TASK_QUEUE,
    args: [{ cell: "local", account: "local", region: "local" }],
  });
  const made = (await sweeps()).find(({ id }) => !known.has(id));
  if (made === undefined) throw new Error("no sweep was recorded");
  return made;
}

const sweeps = async () => (await installation.store.listSweeps({ limit: 50 })).items;
const findings = async (environment: string): Promise<readonly FindingView[]> =>
  (await installation.store.listFindings({ project: "lab", environment, limit: 100 })).items;

async function uidOf(environment: string): Promise<string> {
  const found = await installation.store.getEnvironment(environment, "lab");
  if (found === undefined) throw new Error(`there is no environment "${environment}"`);
  return found.uid;
}

async function resourceOf(environment: string, component: string): Promise<string> {
  const components = await installation.store.listComponents(await uidOf(environment));
  const found = components.find(({ name }) => name === component);
  return `${found?.uid ?? ""}-i${found?.incarnation ?? 0}`;
}

async function changeOutside(environment: string, component: string, change: object): Promise<void> {
  const path = `/control/resources/${await resourceOf(environment, component)}`;
  const { status } = await installation.cloud.call("POST", path, { body: { by: "carol", ...change } });
  expect(status).toBeLessThan(300);
}

const seenOf = async (environment: string, component: string) =>
  (await installation.cloud.call("GET", `/resources/${await resourceOf(environment, component)}`)).body["properties"];

async function tasksOf(environment: string): Promise<number> {
  const handle = installation.client.workflow.getHandle(`environment/${await uidOf(environment)}`);
  return (await handle.describe()).historyLength;
}

test("a sweep of a fleet that is as wanted finds nothing, and costs no environment a workflow task", async () => {
  const before = await Promise.all(FLEET.map(tasksOf));
  expect(await sweep()).toMatchObject({
    state: "succeeded",
    counts: { looked: ALL, clean: ALL, drifted: 0, stale: 0, busy: 0, failed: 0, calls: 1 },
  });
  expect(await Promise.all(FLEET.map(tasksOf))).toEqual(before);
}, 120_000);

test("what was changed from outside is found with who has changed it, and people are asked in staging", async () => {
  await changeOutside("staging", nameOf(3), { action: "set", properties: { size: "large" } });
  const before = await tasksOf("quiet");
  expect(await sweep()).toMatchObject({ state: "succeeded", counts: { looked: ALL, clean: ALL - 1, drifted: 1 } });
  expect(await findings("staging")).toMatchObject([
    {
      component: nameOf(3),
      status: "proposed",
      seenCount: 1,
      fields: [
        { path: "config.properties.size", class: "changed", wanted: "small", seen: "large", by: { who: "carol" } },
      ],
    },
  ]);
  expect([await findings("quiet"), await tasksOf("quiet")]).toEqual([[], before]);
  await sweep();
  expect(await findings("staging")).toMatchObject([{ status: "proposed", seenCount: 2 }]);
  await changeOutside("staging", nameOf(3), { action: "set", properties: { size: "small" } });
  await sweep();
  expect(await findings("staging")).toEqual([]);
}, 120_000);

test("in dev it is put back, in an operation that touches what differs only", async () => {
  await changeOutside("dev", nameOf(2), { action: "set", properties: { size: "large" } });
  await sweep();
  await expect.poll(async () => await seenOf("dev", nameOf(2)), patience).toEqual({ size: "small" });
  await expect.poll(async () => await findings("dev"), patience).toEqual([]);
  const { items } = await installation.store.listOperations({ project: "lab", environment: "dev", limit: 1 });
  expect(items).toMatchObject([{ kind: "revert", state: "Succeeded" }]);
}, 120_000);

test("a listing that breaks off in the middle goes on where it was, and nothing of it counts as missing", async () => {
  await installation.cloud.call("POST", "/control/faults", {
    body: { kind: "partial-listing", match: { listing: true } },
  });
  expect(await sweep()).toMatchObject({
    state: "succeeded",
    counts: { looked: ALL, clean: ALL, drifted: 0, failed: 0 },
  });
  expect(await findings("quiet")).toEqual([]);
}, 120_000);

test("a place that cannot be listed is told as such, and nothing of it counts as missing", async () => {
  const fault = { kind: "500", match: { listing: true }, times: "forever" };
  await installation.cloud.call("POST", "/control/faults", { body: fault });
  expect(await sweep()).toMatchObject({ state: "failed", counts: { looked: 0, drifted: 0, failed: ALL } });
  expect(await findings("quiet")).toEqual([]);
}, 120_000);

test("a sweep in which very many differ is braked: all of it is held until a person decides, and it is told once", async () => {
  const { store } = installation;
  for (const name of FLEET) {
    for (let number = 0; number < COMPONENTS; number += 1)
      await changeOutside(name, nameOf(number), { action: "set", properties: { size: "large" } });
  }
  const { id, brake } = await sweep();
  expect(brake).toContain(`${ALL} of ${ALL}`);
  const statuses = async () => (await Promise.all(FLEET.map(findings))).flat().map(({ status }) => status);
  expect(await statuses()).toEqual(Array.from({ length: ALL }, () => "held"));
  expect(await seenOf("quiet", nameOf(0))).toEqual({ size: "large" });
  expect((await sweep()).brake).toBeUndefined();
  expect(await statuses()).toEqual(Array.from({ length: ALL }, () => "held"));
  await store.sealEvents();
  const events = await store.readEvents({ afterSeq: 0, limit: 1_000 });
  expect(events.filter(({ type }) => type === "sweep.braked").map(({ message }) => message)).toEqual([
    expect.stringContaining(id),
  ]);
  expect(events.filter(({ environment, type }) => environment === "quiet" && type.startsWith("drift."))).toEqual([]);
}, 120_000);

test("an environment with work in flight is left out", async () => {
  await bringUp("busy", "dev");
  await changeOutside("busy", nameOf(1), { action: "set", properties: { size: "large" } });
  const match = { method: "PUT", idPrefix: await resourceOf("busy", nameOf(0)) };
  await installation.cloud.call("POST", "/control/faults", { body: { kind: "never-ready", match } });
  const operationId = await applyFleet("busy", "dev", "huge");
  await expect.poll(async () => (await installation.store.getOperation(operationId))?.state).toBe("Running");
  expect((await sweep()).counts).toMatchObject({ looked: ALL, busy: COMPONENTS });
  expect(await findings("busy")).toEqual([]);
}, 180_000);

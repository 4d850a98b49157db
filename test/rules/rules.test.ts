import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { environmentWorkflowId, operationWorkflowId } from "../../workflows/messages.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { simulatedDocuments } from "../setup/simulated-documents.ts";
import { unique } from "../setup/temporal.ts";

let holdfast: Installation;
let clockAheadMs = 0;
beforeAll(async () => {
  holdfast = await testInstallation({ now: () => Date.now() + clockAheadMs });
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

const pair = { database: {}, api: { after: ["database"] } };
const slowPair = { database: { seconds: 200 }, api: { after: ["database"] } };

/** Applies documents of one environment and answers its uid and operation. */
async function provision(
  environment: string,
  components: Parameters<typeof simulatedDocuments>[0]["components"] = pair,
) {
  const { results } = await holdfast.apply(simulatedDocuments({ environment, components }));
  const operationId = results.find(({ kind }) => kind === "Environment")?.operationId ?? "";
  const view = await holdfast.store.getEnvironment(environment, "lab");
  return { operationId, uid: view?.uid ?? "" };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  await waitUntil(holds, { what, limitMs: 30_000, everyMs: 50 });
}

async function createsOf(uid: string): Promise<readonly string[]> {
  const uids = (await holdfast.store.listComponents(uid)).map((component) => component.uid);
  const effects = await holdfast.cloud.effects();
  return effects
    .filter(({ effect, id }) => effect === "create" && uids.some((componentUid) => String(id).startsWith(componentUid)))
    .map(({ id }) => String(id));
}

test("rule 1: what is accepted while every worker and the dispatcher are down happens when they are back", async () => {
  await Promise.all([holdfast.dispatcher.stop(), holdfast.orchestrator.stop(), holdfast.cell.stop()]);
  const { operationId } = await provision(unique("down"));
  expect((await holdfast.store.getOperation(operationId))?.state).toBe("Accepted");
  await holdfast.start();
  expect(await holdfast.ended(operationId)).toBe("Succeeded");
});

test("rule 1: a request that is sent again under its key starts nothing new and gets the first answer", async () => {
  const documents = simulatedDocuments({ environment: unique("again"), components: pair });
  const key = { "idempotency-key": unique("key") };
  const answers = await Promise.all([
    holdfast.apply(documents, key),
    holdfast.apply(documents, key),
    holdfast.apply(documents, key),
  ]);
  const ids = answers.map(({ results }) => results.at(-1)?.operationId);
  expect(new Set(ids).size).toBe(1);
  expect(await holdfast.ended(ids[0] ?? "")).toBe("Succeeded");
});

test("rule 2: Temporal's data may be lost between accept and work; every environment goes on from its rows", async () => {
  await Promise.all([holdfast.orchestrator.stop(), holdfast.cell.stop()]);
  const { operationId, uid } = await provision(unique("lost"));
  await until("the look was delivered", async () => (await holdfast.store.pendingLooks(10)).length === 0);
  const { workflowService } = holdfast.client;
  const { namespace } = holdfast.client.options;
  const workflowId = environmentWorkflowId(uid);
  await workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  await until(
    "the workflow is gone",
    async () =>
      await holdfast.client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => false,
          () => true,
        ),
  );
  await holdfast.store.lookAtAll();
  await holdfast.start();
  expect(await holdfast.ended(operationId)).toBe("Succeeded");
});

test("rule 3: a late write of a dead operation is fenced, and its component says so", async () => {
  const { operationId, uid } = await provision(unique("fence"), slowPair);
  await until("the database is on its way", async () => (await createsOf(uid)).length === 1);
  const operation = await holdfast.store.getOperation(operationId);
  const [component] = await holdfast.store.listComponents(uid);
  const turn = { operationId, componentUid: component?.uid ?? "", epoch: operation?.epoch ?? 0 };
  await holdfast.client.workflow.getHandle(operationWorkflowId(operationId)).terminate("test");
  await holdfast.store.recoverOperation(operationId, "terminated by a test");
  const effect = { token: unique("token"), incarnation: 9, call: "create", requestDigest: "" };
  await expect(holdfast.records.intend(turn, effect)).rejects.toMatchObject({ code: "FENCED" });
  await expect(holdfast.records.open(turn)).rejects.toMatchObject({ code: "FENCED" });
});

test("rule 4: an operation whose basis has moved is not admitted, and changes nothing", async () => {
  await holdfast.orchestrator.stop();
  const environment = unique("moved");
  const { operationId, uid } = await provision(environment);
  const taken = await holdfast.store.takeNext(uid, () => ({ do: "start", operationId, supersede: [] }));
  expect(taken).toEqual({ do: "start", operationId });
  const basis = await holdfast.store.admissionBasis(operationId);
  const plan = { components: [], digest: "d", estimateMs: 0 };
  const admission = await holdfast.store.admit(operationId, { plan, basisGeneration: basis.generation + 1 });
  expect(admission.isAdmitted).toBe(false);
  expect(await holdfast.store.listComponents(uid)).toEqual([]);
  await holdfast.orchestrator.start();
  await holdfast.ended(operationId);
});

test("rule 5: a held environment holds no turn: a person's wish goes on at once", async () => {
  const environment = unique("held");
  const { operationId, uid } = await provision(environment);
  await holdfast.ended(operationId);
  await holdfast.store.takeNext(uid, () => ({ do: "hold", hold: { reason: "test", choices: ["apply"], since: 1 } }));
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.phase).toBe("Held");
  expect(await holdfast.store.runningOperation(uid)).toBeUndefined();
  const again = await provision(environment);
  expect(await holdfast.ended(again.operationId)).toBe("Succeeded");
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.phase).toBe("Ready");
});

test("rule 6: a protected environment cannot be deleted by any door, with or without keeping what it made", async () => {
  const environment = unique("prod");
  const documents = simulatedDocuments({ environment, components: pair, class: "prod" });
  const { results } = await holdfast.apply(documents);
  await holdfast.ended(results.at(-1)?.operationId ?? "");
  for (const query of ["", "?keep=true"]) {
    const answer = await holdfast.call("DELETE", `/v1/environments/lab/${environment}${query}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, "ENVIRONMENT_PROTECTED"]);
  }
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.phase).toBe("Ready");
});

test("rule 7: looks that come twice, late or for nothing start nothing", async () => {
  const { operationId, uid } = await provision(unique("looks"));
  await holdfast.ended(operationId);
  const handle = holdfast.client.workflow.getHandle(environmentWorkflowId(uid));
  for (let look = 0; look < 5; look += 1) await handle.signal("look");
  const { items } = await holdfast.store.listOperations({ environmentUid: uid, limit: 10 });
  expect(items.map(({ id }) => id)).toEqual([operationId]);
});

test("rule 8: a terminated environment workflow goes on from rows, and nothing is created twice", async () => {
  const { operationId, uid } = await provision(unique("terminated"), slowPair);
  await until("the database is on its way", async () => (await createsOf(uid)).length === 1);
  await holdfast.client.workflow.getHandle(environmentWorkflowId(uid)).terminate("test");
  await holdfast.store.lookAtAll();
  expect(await holdfast.ended(operationId)).toBe("Succeeded");
  expect(new Set(await createsOf(uid)).size).toBe((await createsOf(uid)).length);
});

test("rule 8: a terminated operation is followed by another only after its longest attempt, and ends what it began", async () => {
  const { operationId, uid } = await provision(unique("followed"), slowPair);
  await until("the database is on its way", async () => (await createsOf(uid)).length === 1);
  const before = await holdfast.store.getOperation(operationId);
  await holdfast.client.workflow.getHandle(operationWorkflowId(operationId)).terminate("test");
  const handle = holdfast.client.workflow.getHandle(environmentWorkflowId(uid));
  await handle.signal("look");
  expect((await holdfast.store.getOperation(operationId))?.state).toBe("Running");
  clockAheadMs = 60_000;
  await handle.signal("look");
  expect(await holdfast.ended(operationId)).toBe("Failed");
  const { items } = await holdfast.store.listOperations({ environmentUid: uid, limit: 10 });
  const next = items.find(({ id }) => id !== operationId);
  expect(await holdfast.ended(next?.id ?? "")).toBe("Succeeded");
  expect((await holdfast.store.getOperation(next?.id ?? ""))?.epoch).toBeGreaterThan((before?.epoch ?? 0) + 1);
  expect(await createsOf(uid)).toHaveLength(2);
  clockAheadMs = 0;
});

test("rule 8: a reset of either workflow starts nothing twice", async () => {
  const { operationId, uid } = await provision(unique("reset"));
  await holdfast.ended(operationId);
  const creates = await createsOf(uid);
  const { namespace } = holdfast.client.options;
  for (const workflowId of [environmentWorkflowId(uid), operationWorkflowId(operationId)]) {
    await holdfast.client.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
      workflowTaskFinishEventId: { low: 4, high: 0, unsigned: false } as never,
      requestId: unique("reset"),
      reason: "test",
    });
  }
  const handle = holdfast.client.workflow.getHandle(operationWorkflowId(operationId));
  await until("the reset operation has closed", async () => (await handle.describe()).status.name !== "RUNNING");
  expect(await createsOf(uid)).toEqual(creates);
  const { items } = await holdfast.store.listOperations({ environmentUid: uid, limit: 10 });
  expect(items.map(({ state }) => state)).toEqual(["Succeeded"]);
});

test("rule 8: an abandoned operation can never act again, and the environment waits for a person", async () => {
  const environment = unique("abandoned");
  const { operationId, uid } = await provision(environment, slowPair);
  await until("the database is on its way", async () => (await createsOf(uid)).length === 1);
  const operation = await holdfast.store.getOperation(operationId);
  const [component] = await holdfast.store.listComponents(uid);
  const answer = await holdfast.call(
    "POST",
    `/v1/operations/${operationId}/abandon`,
    JSON.stringify({ reason: "stuck" }),
    { "content-type": "application/json" },
  );
  expect(answer.status).toBe(202);
  expect(await holdfast.ended(operationId)).toBe("Abandoned");
  const turn = { operationId, componentUid: component?.uid ?? "", epoch: operation?.epoch ?? 0 };
  await expect(
    holdfast.records.failed(turn, { code: "COMPONENT_FAILED", message: "late", log: [] }),
  ).rejects.toMatchObject({ code: "FENCED" });
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.phase).toBe("Held");
});

test("a component cannot become another kind under its name, and nothing is changed", async () => {
  const environment = unique("kind");
  const { operationId } = await provision(environment);
  await holdfast.ended(operationId);
  const documents = simulatedDocuments({ environment, components: pair, version: "2.0.0" });
  const other = documents.replace(
    '"kind":"simulated","config":{"type":"database"',
    '"kind":"job","config":{"command":["true"]},"after":[],"onDelete":"delete"},"other":{"kind":"simulated","config":{"type":"database"',
  );
  const answer = await holdfast.call("POST", "/v1/apply", other);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, "COMPONENT_KIND_CHANGED"]);
  expect((await holdfast.store.getEnvironment(environment, "lab"))?.generation).toBe(1);
});

test("an operation that waits for its turn is not stuck: it is cancelled, not abandoned", async () => {
  await holdfast.orchestrator.stop();
  const { operationId } = await provision(unique("waits"));
  const body = JSON.stringify({ reason: "test" });
  const answer = await holdfast.call("POST", `/v1/operations/${operationId}/abandon`, body, {
    "content-type": "application/json",
  });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, "OPERATION_NOT_STUCK"]);
  expect((await holdfast.call("POST", `/v1/operations/${operationId}/cancel`)).status).toBe(202);
  expect(await holdfast.ended(operationId)).toBe("Cancelled");
  await holdfast.orchestrator.start();
});

test("rule 9: a re-created name is another environment, with resources of its own", async () => {
  const environment = unique("name");
  const first = await provision(environment);
  await holdfast.ended(first.operationId);
  const deletion = await holdfast.call("DELETE", `/v1/environments/lab/${environment}`);
  const { results } = (await deletion.json()) as { results: { operationId: string }[] };
  expect(await holdfast.ended(results[0]?.operationId ?? "")).toBe("Succeeded");
  const second = await provision(environment);
  expect(await holdfast.ended(second.operationId)).toBe("Succeeded");
  expect(second.uid).not.toBe(first.uid);
  expect(await createsOf(second.uid)).toHaveLength(2);
});

test("rule 9: what is proven gone comes back as the next incarnation, created once", async () => {
  const { operationId, uid } = await provision(unique("gone"));
  await holdfast.ended(operationId);
  const component = (await holdfast.store.listComponents(uid)).find(({ name }) => name === "api");
  await holdfast.cloud.call("POST", `/control/resources/${component?.uid}-i1`, { body: { action: "remove" } });
  await holdfast.records.wake([
    { componentUid: component?.uid ?? "", incarnation: 1, reason: "exited", detail: "removed by a test" },
  ]);
  await until("it is repaired", async () =>
    (await holdfast.store.listComponents(uid)).some(
      ({ name, incarnation, phase }) => name === "api" && incarnation === 2 && phase === "Ready",
    ),
  );
  expect((await createsOf(uid)).filter((id) => id.startsWith(component?.uid ?? ""))).toEqual([
    `${component?.uid}-i1`,
    `${component?.uid}-i2`,
  ]);
});

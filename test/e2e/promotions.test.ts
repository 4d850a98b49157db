import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { promotionWorld, request } from "../setup/promotion-world.ts";

let holdfast: Installation;
beforeAll(async () => {
  holdfast = await testInstallation();
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

const larger = { api: { properties: { database: "${components.database.outputs.url}", size: "large" } } };

test("a new release goes through the stages that start by themselves, and waits before the one that does not", async () => {
  const world = await promotionWorld(holdfast, [
    { name: "dev", start: "automatic" },
    { name: "staging", after: ["dev"], start: "automatic", gates: [{ kind: "soak", config: { for: "1ms" } }] },
    { name: "prod", after: ["staging"], start: "manual" },
  ]);
  await world.release("1.1.0", larger);
  const staging = await world.promotionOf("1.1.0", "staging");
  await world.until(staging.id, "Verified");
  expect(await world.stands("dev")).toMatchObject({ release: "1.1.0", phase: "Ready" });
  expect(await world.stands("staging")).toMatchObject({ release: "1.1.0", phase: "Ready" });
  expect(await world.stands("prod")).toMatchObject({ release: "1.0.0", phase: "Ready" });
  const id = await world.promote("1.1.0", "prod");
  expect(await world.until(id, "Verified")).toMatchObject({ runs: "1.1.0", replaced: "1.0.0", attempt: 1 });
  expect(await world.stands("prod")).toMatchObject({ release: "1.1.0", phase: "Ready" });
});

test("a release that no stage before has verified waits, and says for which", async () => {
  const world = await promotionWorld(holdfast, [{ name: "dev" }, { name: "prod", after: ["dev"] }]);
  await world.release("1.1.0");
  const id = await world.promote("1.1.0", "prod");
  const waiting = await world.until(id, "Waiting");
  expect(waiting.state).toBe("Waiting");
  const dev = await world.promote("1.1.0", "dev");
  await world.until(dev, "Verified");
  await world.until(id, "Verified");
});

test("what fails is restored: the release, the components and the parameters are as before", async () => {
  const world = await promotionWorld(holdfast, [{ name: "staging" }]);
  await world.release("1.1.0", { ...larger, web: { type: "never-well" } });
  await holdfast.cloud.call("POST", "/control/faults", { body: { kind: "fail", match: { type: "never-well" } } });
  const before = await holdfast.store.listComponents((await world.stands("staging")).uid);
  const id = await world.promote("1.1.0", "staging");
  const ended = await world.until(id, "Restored", "Restore failed", "Failed", "Verified");
  expect(ended).toMatchObject({ state: "Restored", runs: "1.0.0" });
  expect(ended.operations.map(({ kind, state }) => `${kind} ${state}`)).toEqual(["deploy Failed", "restore Succeeded"]);
  expect(await world.stands("staging")).toMatchObject({ release: "1.0.0", phase: "Ready" });
  const after = await holdfast.store.listComponents((await world.stands("staging")).uid);
  expect(after.map(({ name, phase }) => [name, phase])).toEqual(before.map(({ name, phase }) => [name, phase]));
});

test("a direct change of an environment of a gated stage is carried as a promotion; of a plain one it is applied", async () => {
  const world = await promotionWorld(holdfast, [
    { name: "dev" },
    { name: "prod", after: ["dev"], gates: [{ kind: "soak", config: { for: "1h" } }] },
  ]);
  const plain = await world.applyParameters("dev", "large");
  expect(plain).toMatchObject({ result: "changed", operationId: expect.any(String) });
  const carried = await world.applyParameters("prod", "large");
  expect(carried).toMatchObject({ result: "changed", promotionId: expect.any(String) });
  expect(carried.operationId).toBeUndefined();
  const verified = await world.until(carried.promotionId ?? "", "Verified");
  expect(verified).toMatchObject({ kind: "change", release: "1.0.0" });
  const again = await world.applyParameters("prod", "large");
  expect(again).toMatchObject({ result: "unchanged" });
  expect(again.promotionId).toBeUndefined();
});

test("a newer release supersedes one that waits only once its own gates have passed", async () => {
  const world = await promotionWorld(holdfast, [
    { name: "dev" },
    { name: "prod", after: ["dev"], gates: [{ kind: "soak", config: { for: "2s" } }] },
  ]);
  await world.release("1.1.0", larger);
  await world.release("1.2.0");
  await world.until(await world.promote("1.1.0", "dev"), "Verified");
  const first = await world.promote("1.1.0", "prod");
  const second = await world.promote("1.2.0", "prod");
  expect((await world.until(first, "Waiting", "Running", "Verified")).state).not.toBe("Superseded");
  await world.until(first, "Verified");
  await world.until(await world.promote("1.2.0", "dev"), "Verified");
  await world.until(second, "Verified");
  expect(await world.stands("prod")).toMatchObject({ release: "1.2.0" });
});

test("an older release that still waits ends as superseded when a newer one has its turn", async () => {
  const world = await promotionWorld(holdfast, [{ name: "dev" }, { name: "prod", after: ["dev"] }]);
  await world.release("1.1.0", larger);
  await world.release("1.2.0");
  const old = await world.promote("1.1.0", "prod");
  await world.until(await world.promote("1.2.0", "dev"), "Verified");
  const young = await world.promote("1.2.0", "prod");
  await world.until(young, "Verified");
  expect(await world.until(old, "Superseded")).toMatchObject({ reason: expect.stringContaining("1.2.0") });
});

test("a promotion that is cancelled while it waits changes nothing", async () => {
  const world = await promotionWorld(holdfast, [{ name: "dev" }, { name: "prod", after: ["dev"] }]);
  await world.release("1.1.0");
  const id = await world.promote("1.1.0", "prod");
  await world.cancel(id);
  expect(await world.until(id, "Cancelled")).toMatchObject({ operations: [] });
  expect(await world.stands("prod")).toMatchObject({ release: "1.0.0", phase: "Ready" });
});

test("one that is cancelled in its turn is put back", async () => {
  const world = await promotionWorld(holdfast, [{ name: "staging" }]);
  await world.release("1.1.0", { ...larger, extra: { seconds: 200 }, last: { after: ["extra"] } });
  const id = await world.promote("1.1.0", "staging");
  await world.until(id, "Running");
  await world.cancel(id);
  const ended = await world.until(id, "Restored", "Restore failed", "Cancelled", "Verified");
  expect(ended).toMatchObject({ state: "Restored", runs: "1.0.0" });
  expect(await world.stands("staging")).toMatchObject({ release: "1.0.0", phase: "Ready" });
});

test("a stage that holds on failure waits for a person: retry goes on, restore puts back, leave leaves", async () => {
  const world = await promotionWorld(holdfast, [{ name: "staging", onFailure: { components: "hold" } }]);
  const fail = async () =>
    void (await holdfast.cloud.call("POST", "/control/faults", {
      body: { kind: "fail", match: { type: world.project } },
    }));
  await world.release("1.1.0", { web: { type: world.project } });
  await fail();
  const first = await world.promote("1.1.0", "staging");
  expect(await world.until(first, "Held")).toMatchObject({ choices: ["retry", "restore", "leave"] });
  expect(await world.stands("staging")).toMatchObject({ phase: "Held", release: "1.1.0" });
  await expect(world.decide(first, "skip", "not needed")).rejects.toMatchObject({ code: "STEP_NOT_SKIPPABLE" });
  await world.decide(first, "retry");
  expect(await world.until(first, "Verified", "Held")).toMatchObject({ state: "Verified", attempt: 1 });

  await world.release("1.2.0", { web: { type: world.project, properties: { other: "1" } } });
  await fail();
  const second = await world.promote("1.2.0", "staging");
  await world.until(second, "Held");
  await world.decide(second, "restore");
  expect(await world.until(second, "Restored")).toMatchObject({ runs: "1.1.0" });
  expect(await world.stands("staging")).toMatchObject({ phase: "Ready", release: "1.1.0" });

  await fail();
  const third = await world.promote("1.2.0", "staging");
  await world.until(third, "Held");
  await world.decide(third, "leave", "we look at it tomorrow");
  expect(await world.until(third, "Failed")).toMatchObject({ runs: "1.2.0" });
  expect(await world.stands("staging")).toMatchObject({ phase: "Failed", release: "1.2.0" });
});

test("a freeze parks promotions, one that began before the turn is not passed, and its end lets them go on once", async () => {
  const world = await promotionWorld(holdfast, [{ name: "staging" }]);
  const window = (to: string | undefined) =>
    JSON.stringify({
      apiVersion: "holdfast.dev/v1",
      kind: "FreezeWindow",
      metadata: { project: world.project, name: "holidays" },
      spec: { reason: "holidays", ...(to === undefined ? {} : { to }) },
    });
  await holdfast.apply(window(undefined));
  await world.release("1.1.0", larger);
  const id = await world.promote("1.1.0", "staging");
  await waitUntil(async () => (await world.until(id, "Waiting")).waits.length > 0, {
    what: "it is parked",
    limitMs: 20_000,
  });
  expect((await world.until(id, "Waiting")).waits).toEqual([{ for: "freeze", reason: 'freeze "holidays": holidays' }]);
  await holdfast.apply(window(new Date(Date.now() + 500).toISOString()));
  const ended = await world.until(id, "Verified");
  expect(ended.operations.filter(({ kind }) => kind === "deploy")).toHaveLength(1);
});

test("a vetoed release is refused, and one that waits is rejected", async () => {
  const world = await promotionWorld(holdfast, [{ name: "dev" }, { name: "prod", after: ["dev"] }]);
  await world.release("1.1.0");
  const id = await world.promote("1.1.0", "prod");
  const { project } = world;
  await holdfast.store.acceptVeto(request(), { project, release: "1.1.0", reason: "leaks" });
  expect(await world.until(id, "Rejected")).toMatchObject({ reason: expect.stringContaining("leaks") });
  await expect(world.promote("1.1.0", "dev")).rejects.toMatchObject({ code: "RELEASE_VETOED" });
});

test("while a promotion waits at its gates, a component that died is repaired at once", async () => {
  const world = await promotionWorld(holdfast, [
    { name: "dev" },
    { name: "prod", after: ["dev"], gates: [{ kind: "soak", config: { for: "2d" } }] },
  ]);
  await world.release("1.1.0", larger);
  await world.until(await world.promote("1.1.0", "dev"), "Verified");
  const id = await world.promote("1.1.0", "prod");
  const { uid } = await world.stands("prod");
  const api = (await holdfast.store.listComponents(uid)).find(({ name }) => name === "api");
  if (api === undefined) throw new Error("there is no api");
  await holdfast.records.wake([{ componentUid: api.uid, incarnation: 1, reason: "exited", detail: "a test" }]);
  await waitUntil(
    async () =>
      (await holdfast.store.listOperations({ environmentUid: uid, limit: 5 })).items.some(
        ({ kind, state }) => kind === "repair" && state === "Succeeded",
      ),
    { what: "the api is repaired", limitMs: 20_000 },
  );
  expect((await world.until(id, "Waiting")).state).toBe("Waiting");
});

test("steps run around the components, see what gates and earlier steps gave, and one that fails puts everything back", async () => {
  const world = await promotionWorld(holdfast, [
    {
      name: "staging",
      beforeDeploy: [{ kind: "wait", as: "pause", config: { for: "1ms" } }],
      afterDeploy: [{ kind: "http-check", as: "check", config: { url: "http://127.0.0.1:1/", attempts: 1 } }],
    },
  ]);
  await world.release("1.1.0", larger);
  const ended = await world.until(await world.promote("1.1.0", "staging"), "Restored", "Restore failed", "Verified");
  expect(ended).toMatchObject({ state: "Restored", reason: expect.stringContaining('step "check"') });
  expect(ended.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(["pause Succeeded", "check Failed"]);
  expect(await world.stands("staging")).toMatchObject({ release: "1.0.0", phase: "Ready" });
});

test("where a step fails before the components, the reason names the step, not what was never begun", async () => {
  const url = "http://127.0.0.1:1/";
  const world = await promotionWorld(holdfast, [
    { name: "staging", beforeDeploy: [{ kind: "http-check", as: "early", config: { url, attempts: 1 } }] },
  ]);
  await world.release("1.1.0", larger);
  const ended = await world.until(await world.promote("1.1.0", "staging"), "Restored", "Restore failed", "Verified");
  expect(ended).toMatchObject({ state: "Restored", reason: expect.stringMatching(/^step "early": /) });
});

test("a failed step that is skipped by a person does not run again, and what comes after it does", async () => {
  const world = await promotionWorld(holdfast, [
    {
      name: "staging",
      afterDeploy: [
        { kind: "http-check", as: "check", config: { url: "http://127.0.0.1:1/", attempts: 1 } },
        { kind: "wait", as: "pause", config: { for: "1ms" } },
      ],
      onFailure: { components: "hold" },
    },
  ]);
  await world.release("1.1.0", larger);
  const id = await world.promote("1.1.0", "staging");
  await world.until(id, "Held");
  await world.decide(id, "skip", "the page is checked by hand");
  const ended = await world.until(id, "Verified", "Held");
  expect(ended.state).toBe("Verified");
  expect(ended.steps.slice(-2).map(({ name, state }) => `${name} ${state}`)).toEqual([
    "check Skipped",
    "pause Succeeded",
  ]);
});

test("in a freeze a direct change stays queued and says why, and happens when the freeze is lifted", async () => {
  const world = await promotionWorld(holdfast, [{ name: "dev" }]);
  const { project } = world;
  await holdfast.apply(
    JSON.stringify({
      apiVersion: "holdfast.dev/v1",
      kind: "FreezeWindow",
      metadata: { project, name: "stop" },
      spec: { reason: "audit" },
    }),
  );
  const { operationId = "" } = await world.applyParameters("dev", "large");
  const reason = async () => (await holdfast.store.getEnvironment(world.environment("dev"), project))?.reason;
  await waitUntil(async () => (await reason())?.includes("audit") === true, { what: "it says why", limitMs: 20_000 });
  expect((await holdfast.store.getOperation(operationId))?.state).toBe("Accepted");
  const deletion = await holdfast.call("DELETE", `/v1/environments/${project}/${world.environment("dev")}`);
  expect([deletion.status, await deletion.json()]).toEqual([
    409,
    expect.objectContaining({ code: "ENVIRONMENT_FROZEN" }),
  ]);
  await holdfast.store.acceptDeleteDocument(request(), { kind: "FreezeWindow", project, name: "stop" });
  expect(await holdfast.ended(operationId)).toBe("Succeeded");
});

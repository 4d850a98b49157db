import { expect, test } from "vitest";
import { convergeWorld, snapshots, type WorldOptions } from "../../test/engine/converge-world.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** A world whose component is ready and is to be deleted by `operation-2`. */
async function readyWorld(options: WorldOptions = {}) {
  const world = convergeWorld(options);
  await world.attempt();
  world.sealedValues.set("uid", { token: "secret" });
  world.records.row = { ...world.records.row, action: "delete" };
  world.records.takeTurn("operation-2");
  world.log.length = 0;
  world.tokens.length = 0;
  return world;
}

test("what is taken away is removed whole, its secrets are forgotten, then the row says gone", async () => {
  const world = await readyWorld();
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["intend remove i1", "remove component i1", "done remove i1", "gone"]);
  expect(world.sealedValues.has("uid")).toBe(false);
});

test("what is retained is left as it is and not ours any more", async () => {
  const world = await readyWorld({ row: { onDelete: "retain" } });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["gone"]);
  expect([...world.made.keys()]).toEqual([1]);
});

test("a removal that takes its time is asked under one token until it is gone", async () => {
  const world = await readyWorld();
  world.removals.push("going", "going", "gone");
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.tokens).toEqual(Array.from({ length: 3 }, () => "environment-uid/uid/1/1/remove/operation-2"));
});

test("a removal of more than ten seconds is handed back, and looked at again soon: a creation's time says nothing of it", async () => {
  const world = await readyWorld({ row: { expectedMs: 30_000 } });
  world.removals.push(...Array.from({ length: 20 }, () => "going" as const));
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 2_000 });
  expect(world.records.isGone).toBe(false);
});

test("a removal that does not end in its time is a fault", async () => {
  const world = await readyWorld({ row: { readyWithinMs: 3_000 } });
  world.removals.push(...Array.from({ length: 20 }, () => "going" as const));
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_NOT_READY_IN_TIME" });
  expect(world.records.faults[0]?.message).toBe("not gone within 3 s");
});

test("a removal that is refused is a fault; one that the outside may mend is tried until its time is over", async () => {
  const refused = await readyWorld();
  refused.removals.push(new OrchestratorError("NOT_OURS", "it is not ours"));
  expect(await refused.attempt()).toEqual({ state: "failed", code: "NOT_OURS", message: "it is not ours" });
  expect(refused.records.faults).toHaveLength(1);

  const away = await readyWorld({ row: { readyWithinMs: 3_000 } });
  const unreachable = new OrchestratorError("CLOUD_UNREACHABLE", "away");
  away.removals.push(unreachable, unreachable);
  await expect(away.attempt()).rejects.toBe(unreachable);
  away.clock.nowMs += 3_001;
  expect(await away.attempt()).toMatchObject({ state: "failed", code: "CLOUD_UNREACHABLE" });
  expect(await away.attempt()).toEqual({ state: "done" });
});

test("data is kept in one snapshot before it is taken away, however often the removal is tried", async () => {
  const { given, snapshot } = snapshots();
  const world = await readyWorld({ row: { onDelete: "snapshot" }, driver: { snapshot } });
  const away = new OrchestratorError("CLOUD_UNREACHABLE", "away");
  world.removals.push(away);
  await expect(world.attempt()).rejects.toBe(away);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual([
    "intend snapshot i1",
    "done snapshot i1",
    "intend remove i1",
    "remove component i1",
    "intend remove i1",
    "remove component i1",
    "done remove i1",
    "gone",
  ]);
  expect(given).toEqual(["environment-uid/uid/1/1/snapshot/operation-2"]);
  expect(world.records.snapshots).toEqual([{ id: `snapshot of ${given[0]}`, location: "there", kind: "scripted" }]);
});

test("a snapshot whose process died is taken again under the same token, and listed once", async () => {
  const { given, snapshot } = snapshots();
  const world = await readyWorld({ row: { onDelete: "snapshot" }, driver: { snapshot } });
  world.dieAt = "after wire";
  await expect(world.attempt()).rejects.toThrow("died after wire");
  world.dieAt = undefined;
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(new Set(given).size).toBe(1);
  expect(world.records.snapshots).toHaveLength(1);
});

test("where there is nothing to copy, no snapshot is listed and the removal goes on", async () => {
  const world = await readyWorld({ row: { onDelete: "snapshot" }, driver: { snapshot: async () => undefined } });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect([world.records.snapshots, world.records.isGone]).toEqual([[], true]);
});

test.each([
  ["holds nothing yet", { onDelete: "snapshot" as const, isMade: false }],
  ["is deleted with its data", { onDelete: "delete" as const, isMade: true }],
])("no snapshot is taken of what %s", async (_what, { onDelete, isMade }) => {
  const { given, snapshot } = snapshots();
  const options = { row: { onDelete }, driver: { snapshot } };
  const world = isMade ? await readyWorld(options) : convergeWorld({ ...options, row: { onDelete, action: "delete" } });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(given).toEqual([]);
});

import { expect, test } from "vitest";
import { convergeWorld, type ConvergeWorld } from "../../test/engine/converge-world.ts";

const DIFFERS = { state: "differs" as const, fields: ["config.size"], replace: false };
const LONG = { expectedMs: 40_000, readyWithinMs: 600_000 };

/** A world whose component an earlier operation has made, in which looks find that it changes, again and again. */
async function changing(row: object, ...first: ConvergeWorld["looks"]): Promise<ConvergeWorld> {
  const world = convergeWorld({ row: { ...LONG, ...row } });
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push(...first, ...Array.from({ length: 100 }, () => ({ state: "changing" as const })));
  return world;
}

test("a change in place of which nothing was learned is looked at again soon, not when a creation would be over", async () => {
  const world = await changing({}, DIFFERS);
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 2_000 });
});

test("a change in place is looked at again when the shortest of its changes would be over", async () => {
  const world = await changing({ updateMs: 25_000 }, DIFFERS);
  const begunAt = world.clock.nowMs;
  const result = await world.attempt();
  expect(result).toEqual({ state: "waits", lookAgainInMs: 25_000 - (world.clock.nowMs - begunAt) });
  // What is known of its changes holds in the next attempt, too.
  world.clock.nowMs = begunAt + 30_000;
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 2_000 });
});

test("what changes by somebody else's doing is looked at again soon", async () => {
  const world = await changing({ updateMs: 25_000 });
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 2_000 });
});

test("another life of a component is looked at again when a creation would be over", async () => {
  const world = await changing({ updateMs: 25_000 }, { ...DIFFERS, replace: true });
  const begunAt = world.clock.nowMs;
  const result = await world.attempt();
  expect(world.records.row.incarnation).toBe(2);
  expect(result).toEqual({ state: "waits", lookAgainInMs: 40_000 - (world.clock.nowMs - begunAt) });
});

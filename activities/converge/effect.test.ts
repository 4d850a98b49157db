import { expect, test } from "vitest";
import { convergeWorld } from "../../test/engine/converge-world.ts";

const POINTS = ["before intent", "after intent", "after wire", "before record", "after record"] as const;

test.each(POINTS)("a process that dies %s of a create is followed by one that joins what it began", async (point) => {
  const world = convergeWorld();
  world.dieAt = point;
  await expect(world.attempt()).rejects.toThrow(`died ${point}`);
  world.dieAt = undefined;
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(new Set(world.tokens)).toEqual(new Set(["environment-uid/uid/1/1/create"]));
  expect([...world.made]).toEqual([[1, new Set(["environment-uid/uid/1/1/create"])]]);
  expect(world.records.row.incarnation).toBe(1);
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: false, call: "create" });
});

test.each(POINTS)("a process that dies %s of an update is followed by one that joins what it began", async (point) => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.dieAt = point;
  const differs = { state: "differs" as const, fields: ["config.size"], replace: false };
  world.looks.push(differs);
  await expect(world.attempt()).rejects.toThrow(`died ${point}`);
  world.dieAt = undefined;
  world.looks.push(differs);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(new Set(world.tokens.slice(1))).toEqual(new Set(["environment-uid/uid/1/1/update/operation-2"]));
  expect(world.made.get(1)?.size).toBe(2);
});

test.each(POINTS)("a process that dies %s of a removal is followed by one that ends it", async (point) => {
  const world = convergeWorld();
  await world.attempt();
  world.records.row = { ...world.records.row, action: "delete" };
  world.records.takeTurn("operation-2");
  world.dieAt = point;
  await expect(world.attempt()).rejects.toThrow(`died ${point}`);
  world.dieAt = undefined;
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(new Set(world.tokens.slice(1))).toEqual(new Set(["environment-uid/uid/1/1/remove/operation-2"]));
  expect(world.records.isGone).toBe(true);
});

test.each(POINTS)("a process that dies %s of a replacement leaves one incarnation", async (point) => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  const differs = { state: "differs" as const, fields: ["config.type"], replace: true };
  world.looks.push(differs);
  world.dieAt = point;
  await expect(world.attempt()).rejects.toThrow(`died ${point}`);
  world.dieAt = undefined;
  if (world.records.row.incarnation === 1 && world.made.has(1)) world.looks.push(differs);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect([...world.made.keys()]).toEqual([2]);
  expect(world.records.row.incarnation).toBe(2);
});

test("another generation creates under another token; another operation of the same one does not", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.records.row = { ...world.records.row, generation: 2 };
  world.looks.push({ state: "absent" });
  await world.attempt();
  expect(world.tokens).toEqual(["environment-uid/uid/1/1/create", "environment-uid/uid/2/2/create"]);
});

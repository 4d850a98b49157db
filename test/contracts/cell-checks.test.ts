import { afterAll, beforeAll, expect, test } from "vitest";
import type { CellChecks } from "../../adapters/cell-records/cell-checks-port.ts";
import { postgresCellChecks } from "../../adapters/cell-records/postgres-cell-checks.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";

const FOUND = [{ name: "worker", ok: true, found: "it answers" }];

let world: StoreWorld;
let checks: CellChecks;
beforeAll(async () => {
  world = await storeWorld();
  checks = postgresCellChecks(world.postgres);
}, 60_000);
afterAll(async () => await world.close());

test("a cell hears that it is asked, and its findings are those of the newest question that it has answered", async () => {
  expect(await world.store.getCellCheck("eu")).toBeUndefined();
  expect(await checks.asked("eu")).toBeUndefined();
  expect(await world.store.requestCellCheck("eu")).toBe(1);
  expect(await world.store.getCellCheck("eu")).toEqual({ cell: "eu", asked: 1, answered: 0, findings: [] });
  expect(await checks.asked("eu")).toBe(1);
  // It is asked again while it looks.
  expect(await world.store.requestCellCheck("eu")).toBe(2);
  await checks.answer("eu", 1, FOUND);
  expect(await checks.asked("eu")).toBe(2);
  await checks.answer("eu", 2, []);
  await checks.answer("eu", 1, FOUND);
  expect(await checks.asked("eu")).toBeUndefined();
  expect(await world.store.getCellCheck("eu")).toEqual({
    cell: "eu",
    asked: 2,
    answered: 2,
    answeredAt: expect.any(Number),
    findings: [],
  });
});

test("cells are asked apart from each other", async () => {
  await world.store.requestCellCheck("us");
  expect(await checks.asked("ap")).toBeUndefined();
  await checks.answer("ap", 1, FOUND);
  expect(await world.store.getCellCheck("ap")).toBeUndefined();
});

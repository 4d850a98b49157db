import { afterAll, beforeAll, expect, test } from "vitest";
import { rowWorld, type RowWorld } from "./row-world.ts";
import { linesOf, movesOf } from "./upgrade-documents.ts";

let world: RowWorld;
beforeAll(async () => void (world = await rowWorld()));
afterAll(async () => await world.close());

test("one hop", async () => {
  const environment = "one";
  await world.wish({ environment, release: "1.0.0", version: "1.33" });
  expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
  await world.wish({ environment, release: "1.1.0", version: "1.34" });
  const ended = await world.run(environment);
  console.log(JSON.stringify({ ...ended, plan: undefined }, null, 1));
  console.log(JSON.stringify(ended.plan?.components.map(({ name, action, reason, needs }) => [name, action, reason, needs.join()])));
  console.log(await movesOf(world.eks, environment));
  console.log(JSON.stringify((await linesOf(world.eks, environment, "transition")).slice(-3), null, 1));
  console.log(JSON.stringify((await linesOf(world.eks, environment, "effect")).slice(-2), null, 1));
  expect(ended).toMatchObject({ state: "Succeeded", kind: "upgrade" });
}, 300_000);

import { expect } from "vitest";
import type { TruthLine } from "../fakes/start-fake-eks.ts";
import type { RowWorld } from "./row-world.ts";
import { linesOf, movesOf, type UpgradeWishes } from "./upgrade-documents.ts";

/** Sets up an environment with its cluster. */
export async function setUp(world: RowWorld, wishes: Omit<UpgradeWishes, "release">): Promise<void> {
  await world.wish({ ...wishes, release: "1.0.0" });
  expect(await world.run(wishes.environment)).toMatchObject({ state: "Succeeded", kind: "provision" });
}

/** Moves of versions as words: `cluster three 1.34`, `nodegroup general 1.34`. */
export async function wordsOf(world: RowWorld, environment: string): Promise<readonly string[]> {
  return (await movesOf(world.eks, environment)).map(({ kind, name, to }) => `${kind} ${name} ${to}`);
}

/** Everything that had an effect on a cluster, and everything that became of it, in its order. */
export async function truthOf(world: RowWorld, environment: string): Promise<readonly TruthLine[]> {
  return await linesOf(world.eks, environment, "effect,transition");
}

/** Has an insight about a version to come say something. */
export async function setInsight(
  world: RowWorld,
  environment: string,
  [name, status]: readonly [string, string],
): Promise<void> {
  const input = { clusterName: environment, name, status, reason: "somebody uses what is gone" };
  await world.eks.fake.sim("POST", "/outofband", { operation: "SetInsight", input });
}

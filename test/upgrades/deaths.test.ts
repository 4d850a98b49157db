import { afterAll, beforeAll, expect, test } from "vitest";
import { rowWorld, type RowWorld } from "./row-world.ts";
import { linesOf, movesOf } from "./upgrade-documents.ts";
import { wrongMoments } from "./watch-versions.ts";

const LIMIT_MS = 300_000;
const SEEDS = (process.env["HOLDFAST_TEST_SEEDS"] ?? "1").split(",").map(Number);

let world: RowWorld;
beforeAll(async () => void (world = await rowWorld()));
afterAll(async () => await world.close());

async function movesWithoutName(environment: string): Promise<readonly string[]> {
  return (await movesOf(world.eks, environment))
    .map(({ kind, name, to }) => `${kind} ${name === environment ? "" : name} ${to}`)
    .toSorted();
}

test(
  "killed at random moments, an upgrade moves everything once, keeps what must fit, and comes to the same end",
  async () => {
    const bring = async (environment: string, run: (environment: string) => Promise<{ readonly state: string }>) => {
      world.dies = () => false;
      await world.wish({ environment, release: "1.0.0", version: "1.33" });
      expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
      await world.wish({ environment, release: "1.1.0", version: "1.36" });
      expect(await run(environment)).toMatchObject({ state: "Succeeded" });
    };
    await bring("undisturbed", world.run);
    const wanted = await movesWithoutName("undisturbed");
    for (const seed of SEEDS) {
      const environment = `killed-${seed}`;
      const random = randomOf(seed);
      let deaths = 0;
      await bring(environment, async (name) => {
        world.dies = () => {
          const isDead = random() < 0.02;
          if (isDead) deaths += 1;
          return isDead;
        };
        return await world.runThroughDeaths(name);
      });
      expect(deaths).toBeGreaterThan(5);
      expect(await movesWithoutName(environment)).toEqual(wanted);
      const lines = [
        ...(await linesOf(world.eks, environment, "effect")),
        ...(await linesOf(world.eks, environment, "transition")),
      ];
      expect(await wrongMoments(lines.toSorted((one, other) => one.seq - other.seq))).toEqual([]);
    }
  },
  LIMIT_MS,
);

test(
  "an upgrade whose workflow was lost between any two steps is planned again from what is there",
  async () => {
    const environment = "lost";
    world.dies = () => false;
    await world.wish({ environment, release: "1.0.0", version: "1.34" });
    await world.run(environment);
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    let calls = 0;
    world.dies = (point) => point === "after updateClusterVersion" && (calls += 1) === 2;
    await world.run(environment).catch(() => undefined);
    world.dies = () => false;
    const lost = await world.store.runningOperation(await world.uidOf(environment));
    await world.store.recoverOperation(lost?.operationId ?? "", "its workflow was lost");
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    const moves = (await movesOf(world.eks, environment)).filter(({ kind }) => kind === "cluster");
    expect(moves.map(({ to }) => to)).toEqual(["1.35", "1.36"]);
  },
  LIMIT_MS,
);

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

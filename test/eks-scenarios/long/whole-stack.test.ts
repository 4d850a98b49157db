import { expect } from "vitest";
import { testInstallation, type Installation } from "../../setup/installation.ts";
import { HAPPY_EFFECTS, happyDocuments, inOrder } from "../happy-documents.ts";
import { effectsOn, endOf } from "../lives.ts";
import { scenario } from "../scenario.ts";
import type { ScenarioWorld } from "../scenario-world.ts";

const LONG = { limitMs: 300_000 };

scenario(
  "happy create",
  async (world) => {
    await installed(world, async (holdfast) => {
      expect(await setUp(holdfast, "lab")).toBe("Succeeded");
    });
    const effects = await effectsOn(world, "lab");
    expect(inOrder(effects.map(({ operation }) => String(operation)))).toEqual(HAPPY_EFFECTS);
    const tokens = effects.flatMap(({ token }) => (token === undefined ? [] : [token]));
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const one of await endOf(world, "lab")) expect(one).toMatch(/ (ACTIVE|there)$/);
  },
  // As EKS is: what was written is seen late, clusters refuse changes for no visible reason.
  { ...LONG, config: { throttle: { isOn: false } }, flags: ["--scale", "2000"] },
);

scenario(
  "clock scale",
  async (world) => {
    const { fake, pass } = world;
    await installed(world, async (holdfast) => {
      for (const scale of [20_000, 600, 1]) {
        await fake.sim("PUT", "/clock", { scale });
        const before = await polls(world);
        const startedAt = Date.now();
        const ending = setUp(holdfast, `lab-${scale}`);
        let isOver = false;
        void ending.then(() => (isOver = true));
        // Nobody waits for hours: where a second is a second, time leaps.
        if (scale === 1) {
          await expect.poll(async () => isOver || (await pass(10), isOver), { timeout: 200_000 }).toBe(true);
        }
        expect([scale, await ending]).toEqual([scale, "Succeeded"]);
        const seconds = (Date.now() - startedAt) / 1_000;
        // Each of eleven components is looked at, and its update, every 20 ms at the most.
        expect(((await polls(world)) - before) / seconds).toBeLessThan(2 * 11 * 50);
      }
    });
    const end = await endOf(world, "lab-600");
    for (const scale of [20_000, 600, 1]) {
      const effects = (await effectsOn(world, `lab-${scale}`)).map(({ operation }) => String(operation));
      expect([scale, inOrder(effects)]).toEqual([scale, HAPPY_EFFECTS]);
      expect([scale, await endOf(world, `lab-${scale}`)]).toEqual([scale, end]);
    }
  },
  LONG,
);

async function installed({ ports }: ScenarioWorld, run: (holdfast: Installation) => Promise<void>): Promise<void> {
  const holdfast = await testInstallation({ eks: ports.eks });
  try {
    await holdfast.start();
    await run(holdfast);
  } finally {
    await holdfast.close();
  }
}

async function setUp(holdfast: Installation, environment: string): Promise<string> {
  const { results } = await holdfast.apply(happyDocuments({ environment }));
  const operationId = results.find(({ kind }) => kind === "Environment")?.operationId ?? "";
  return await holdfast.ended(operationId);
}

/** How often something was asked for so far. */
async function polls({ fake }: ScenarioWorld): Promise<number> {
  const { polls: seen } = (await fake.sim("GET", "/metrics")) as {
    readonly polls?: Readonly<Record<string, { readonly total: number }>>;
  };
  return Object.values(seen ?? {}).reduce((sum, { total }) => sum + total, 0);
}

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Plan } from "../../domain/schema/plan.ts";
import { eksWorld, type EksWorld } from "../drivers/eks-world.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { unique } from "../setup/temporal.ts";
import { movesOf, upgradeDocuments, type UpgradeWishes } from "../upgrades/upgrade-documents.ts";

const LIMIT_MS = 150_000;

// Guesses of durations are of the same clock as the simulated EKS.
vi.hoisted(() => void (process.env["HOLDFAST_EKS_TIME_SCALE"] = "0.0005"));

let world: EksWorld;
let holdfast: Installation;
beforeAll(async () => {
  world = await eksWorld({});
  await world.fake.sim("PUT", "/clock", { scale: 2_000 });
  holdfast = await testInstallation({ eks: world.ports.eks });
  await holdfast.start();
});
afterAll(async () => {
  await holdfast.close();
  await world.close();
});

async function wish(wishes: UpgradeWishes): Promise<string> {
  const { results } = await holdfast.apply(upgradeDocuments(wishes));
  return results.find(({ kind }) => kind === "Environment")?.operationId ?? "nothing runs";
}

async function dryRun(wishes: UpgradeWishes): Promise<Plan | undefined> {
  const answer = await holdfast.call("POST", "/v1/apply?dryRun=true", upgradeDocuments(wishes));
  return ((await answer.json()) as { readonly plans: readonly { readonly plan: Plan }[] }).plans[0]?.plan;
}

/** Waits until an operation has ended, however slow the machine is. */
async function ended(operationId: string): Promise<string> {
  const state = async () => (await holdfast.store.getOperation(operationId))?.state ?? "absent";
  await expect
    .poll(async () => ["Accepted", "Running"].includes(await state()), { timeout: LIMIT_MS, interval: 100 })
    .toBe(false);
  return await state();
}

test(
  "a dry run shows the hops from the last look; the operation looks again, takes its steps, and shows each with its time",
  async () => {
    const environment = unique("up");
    expect(await ended(await wish({ environment, release: "1.0.0", version: "1.34" }))).toBe("Succeeded");
    const wishes = { environment, release: "1.1.0", version: "1.35" };
    const [shown] = (await dryRun(wishes))?.upgrades ?? [];
    expect(shown).toMatchObject({ cluster: "cluster", wanted: "1.35", state: "planned", lookedAt: expect.any(Number) });
    expect(shown?.state === "planned" && shown.hops.map(({ from, to }) => `${from} > ${to}`)).toEqual(["1.34 > 1.35"]);

    const steps = shown?.state === "planned" ? shown.hops.flatMap((hop) => hop.steps) : [];
    expect(steps.map(({ phase, resource }) => `${phase} ${resource}`).toSorted()).toEqual([
      "add-ons-after coredns",
      "add-ons-after kube-proxy",
      "add-ons-after vpc-cni",
      "control-plane cluster",
      "insights cluster",
      "nodes-after batch",
      "nodes-after general",
    ]);

    const id = await wish(wishes);
    expect(await ended(id)).toBe("Succeeded");
    const operation = (await (await holdfast.call("GET", `/v1/operations/${id}`)).json()) as object;
    expect(operation).toMatchObject({
      kind: "upgrade",
      upgradeSteps: expect.arrayContaining([
        expect.objectContaining({
          phase: "control-plane",
          component: "cluster",
          from: "1.34",
          to: "1.35",
          state: "Succeeded",
          startedAt: expect.any(Number),
          endedAt: expect.any(Number),
        }),
      ]),
    });
    const took = (await holdfast.store.getOperation(id))?.upgradeSteps?.find(({ phase }) => phase === "control-plane");
    const [after] = (await dryRun({ ...wishes, release: "1.2.0", version: "1.36" }))?.upgrades ?? [];
    const next = after?.state === "planned" ? after.hops.flatMap((hop) => hop.steps) : [];
    const learnedMs = next.find(({ phase }) => phase === "control-plane")?.expectedMs ?? 0;
    expect(learnedMs).not.toBe(steps.find(({ phase }) => phase === "control-plane")?.expectedMs);
    expect(Math.abs(learnedMs - ((took?.endedAt ?? 0) - (took?.startedAt ?? 0)))).toBeLessThan(3_000);

    const moves = (await movesOf(world, environment)).map(({ kind }) => kind);
    expect(moves.slice(0, 3)).toEqual(["cluster", "nodegroup", "nodegroup"]);
    expect(moves.slice(3).every((kind) => kind === "addon")).toBe(true);
  },
  2 * LIMIT_MS,
);

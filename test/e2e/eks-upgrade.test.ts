import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eksWorld, type EksWorld } from "../drivers/eks-world.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { unique } from "../setup/temporal.ts";
import { linesOf, movesOf, upgradeDocuments, type UpgradeWishes } from "../upgrades/upgrade-documents.ts";

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

/** Waits until an operation has ended, however slow the machine is. */
async function ended(operationId: string): Promise<string> {
  const state = async () => (await holdfast.store.getOperation(operationId))?.state ?? "absent";
  await expect
    .poll(async () => ["Accepted", "Running"].includes(await state()), { timeout: 150_000, interval: 100 })
    .toBe(false)
    .catch(async () => console.log(JSON.stringify(await holdfast.store.getOperation(operationId), null, 1)));
  return await state();
}

test("one hop", async () => {
  const environment = unique("up");
  expect(await ended(await wish({ environment, release: "1.0.0", version: "1.33" }))).toBe("Succeeded");
  const id = await wish({ environment, release: "1.1.0", version: "1.34" });
  const state = await ended(id);
  const operation = (await (await holdfast.call("GET", `/v1/operations/${id}`)).json()) as object;
  console.log(JSON.stringify(operation, null, 1));
  console.log(await movesOf(world, environment));
  console.log(
    (await linesOf(world, environment, "effect")).slice(0, 2),
    (await linesOf(world, environment, "transition")).slice(-3),
  );
  expect(state).toBe("Succeeded");
}, 400_000);

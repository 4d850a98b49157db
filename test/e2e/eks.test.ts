import { afterAll, beforeAll, expect, test } from "vitest";
import type { EffectPoint } from "../../activities/converge/cell-ports.ts";
import { eksWorld, type EksWorld } from "../drivers/eks-world.ts";
import { eksDocuments, type EksWishes } from "../setup/eks-documents.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";
import { unique } from "../setup/temporal.ts";

// Two set-ups of a cluster, on a machine that has other things to do.
const LONG = { timeout: 180_000 };

let world: EksWorld;
let holdfast: Installation;
/** Points of an effect's path at which the cell still has to die. */
const deaths: EffectPoint[] = [];
beforeAll(async () => {
  // As EKS is: what was written is seen late, clusters refuse changes for no visible reason, and its rate is real.
  world = await eksWorld({});
  await world.fake.sim("PUT", "/clock", { scale: 2_000 });
  holdfast = await testInstallation({
    eks: world.ports.eks,
    reached(point) {
      if (point !== deaths[0]) return;
      deaths.shift();
      throw new Error(`died ${point}`);
    },
  });
  await holdfast.start();
});
afterAll(async () => {
  await holdfast.close();
  await world.close();
});

async function wish(wishes: EksWishes): Promise<string> {
  const { results } = await holdfast.apply(eksDocuments(wishes));
  const operationId = results.find(({ kind }) => kind === "Environment")?.operationId;
  return operationId === undefined ? "nothing runs" : await holdfast.ended(operationId);
}

/** Effects on what belongs to a cluster, in their order. */
async function effectsOn(cluster: string): Promise<readonly string[]> {
  const lines = await world.fake.log("kind=effect");
  return lines
    .filter((line) => line["outcome"] === "new" && JSON.stringify(line["resource"]).includes(cluster))
    .map((line) => String(line["operation"]));
}

/** One cluster, whose life the first three tests follow. */
const environment = unique("eks");

test("a cluster with its nodes, add-ons and access is set up once each, in order", LONG, async () => {
  expect(await wish({ environment })).toBe("Succeeded");
  const made = await effectsOn(environment);
  const counts = Object.fromEntries(
    [...new Set(made)].map((name) => [name, made.filter((one) => one === name).length]),
  );
  expect(counts).toEqual({
    CreateCluster: 1,
    CreateAccessEntry: 2,
    AssociateAccessPolicy: 2,
    CreateAddon: 3,
    CreatePodIdentityAssociation: 1,
    CreateNodegroup: 2,
  });
  expect(made[0]).toBe("CreateCluster");
  expect(made.indexOf("CreateAddon")).toBeLessThan(made.indexOf("CreateNodegroup"));
  expect(made.at(-1)).toBe("CreateAddon");
});

test("a change of a blueprint changes just what it names, one kind of change at a time", LONG, async () => {
  const before = await effectsOn(environment);
  const cluster = { logging: ["api", "audit"], endpointAccess: { public: false, private: true }, tags: { team: "a" } };
  const general = { scaling: { min: 2, max: 6, desired: 3 }, labels: { pool: "general" } };
  expect(await wish({ environment, version: "1.1.0", cluster, general })).toBe("Succeeded");
  const changed = (await effectsOn(environment)).slice(before.length);
  expect(changed.toSorted()).toEqual([
    "TagResource",
    "UpdateClusterConfig",
    "UpdateClusterConfig",
    "UpdateNodegroupConfig",
  ]);
  const { controlPlaneMutationsMax } = await world.fake.sim("GET", "/metrics");
  expect(new Set(Object.values(controlPlaneMutationsMax ?? {}))).toEqual(new Set([1]));
});

test("it is taken away in order, the cluster last", LONG, async () => {
  const before = await effectsOn(environment);
  const deleted = await holdfast.call("DELETE", `/v1/environments/lab/${environment}`);
  const { results } = (await deleted.json()) as { results: { operationId: string }[] };
  expect(await holdfast.ended(results[0]?.operationId ?? "")).toBe("Succeeded");
  const taken = (await effectsOn(environment)).slice(before.length);
  expect(taken.at(-1)).toBe("DeleteCluster");
  expect(taken.filter((name) => name === "DeleteNodegroup")).toHaveLength(2);
});

test("what dies at any point of an effect's path is taken up again, and makes nothing twice", LONG, async () => {
  const dying = unique("dies");
  const points = ["before intent", "after intent", "after wire", "before record", "after record"] as const;
  for (let round = 0; round < 3; round++) deaths.push(...points);
  expect(await wish({ environment: dying })).toBe("Succeeded");
  expect(deaths).toEqual([]);
  const made = await effectsOn(dying);
  expect(made.filter((name) => name.startsWith("Create")).toSorted()).toEqual([
    "CreateAccessEntry",
    "CreateAccessEntry",
    "CreateAddon",
    "CreateAddon",
    "CreateAddon",
    "CreateCluster",
    "CreateNodegroup",
    "CreateNodegroup",
    "CreatePodIdentityAssociation",
  ]);
});

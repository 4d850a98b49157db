import { CreateNodegroupCommand } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { BASE, EKS_DRIFT_ROWS } from "../e2e/eks-drift-table.ts";
import { roleArn, type EksDriftRow } from "../e2e/eks-drift-row.ts";
import { newToken } from "../contracts/driver.ts";
import { converge } from "./eks-converging.ts";
import { eksDriftWorld, type EksDriftWorld, type Watched } from "./eks-drift-world.ts";

vi.setConfig({ testTimeout: 120_000 });

let world: EksDriftWorld;
const watched = new Map<string, Watched>();

beforeAll(async () => {
  world = await eksDriftWorld();
  await world.make("eks-cluster", { ...BASE, name: "base" });
  // Deployments of add-ons need nodes.
  const group = { clusterName: "base", nodegroupName: "others", nodeRole: roleArn("nodes"), subnets: ["subnet-0a"] };
  await world.eks.other.send(new CreateNodegroupCommand(group));
  for (const row of EKS_DRIFT_ROWS) watched.set(row.component, await world.make(row.kind, configOf(row)));
});
afterAll(async () => await world.close());

function configOf({ config, component }: EksDriftRow): JsonObject {
  const text = canonicalJson(config).replaceAll("BASE", "base").replaceAll("NAME", component);
  return JSON.parse(text.replaceAll("PRINCIPAL", roleArn(component))) as JsonObject;
}

function one(component: string): Watched {
  const found = watched.get(component);
  if (found === undefined) throw new Error(`there is no "${component}"`);
  return found;
}

test("what has just been made looks as wanted, and states all but what EKS has chosen", async () => {
  const differing = [];
  for (const [component, each] of watched) {
    const fields = await world.differences(each);
    if (fields.length > 0) differing.push({ component, fields });
  }
  expect(differing).toEqual([]);
  const learned = new Set(
    [...watched.values()].flatMap(({ kind, baseline }) => baseline.learned.map((path) => `${kind} ${path}`)),
  );
  expect([...learned].toSorted()).toEqual([
    "eks-access-entry entry.username",
    "eks-addon addon.configuration",
    "eks-addon config.version",
    "eks-nodegroup config.releaseVersion",
    "eks-nodegroup config.version",
  ]);
});

test.each(EKS_DRIFT_ROWS)("$component is found, and put back: $putBack", async (row) => {
  const each = one(row.component);
  await row.change(each.hands);
  const fields = await world.differences(each);
  expect(fields.map((field) => `${field.path} ${field.class}`)).toEqual(row.fields);
  expect(await world.diff(each)).toEqual(row.diff);
  const ways = fields.map(({ path }) => each.drift.revertOf(path));
  expect(new Set(ways)).toEqual(new Set([row.putBack]));
  if (row.putBack === "none") return;
  if (row.putBack === "replace") return await expectNextLife(each);
  expect(await world.putBack(each, fields)).toMatchObject({ state: "ready" });
  expect(await world.differences(each)).toEqual([]);
});

/** What is gone is proven gone, and another life of it is as wanted. */
async function expectNextLife({ driver, subject }: Watched): Promise<void> {
  expect((await converge(driver, subject)).end).toMatchObject({ state: "gone" });
  const next = { ...subject, incarnation: 2, token: newToken() };
  expect((await converge(driver, next)).end).toMatchObject({ state: "ready" });
}

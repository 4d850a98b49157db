import { DescribeNodegroupCommand } from "@aws-sdk/client-eks";
import { afterEach, expect, test, vi } from "vitest";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { makeSubject, newToken, removal } from "../contracts/driver.ts";
import { converge, convergeAway } from "./eks-converging.ts";
import { eksWorld, type EksWorld } from "./eks-world.ts";

const look = () => ({ waitMs: 0, signal: new AbortController().signal });

vi.setConfig({ testTimeout: 120_000 });
const worlds: EksWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A simulated EKS with a cluster, and a node group that is wanted in it. */
async function start(more: object = {}) {
  const world = await eksWorld();
  worlds.push(world);
  await world.makeCluster("main");
  const nodegroups = eksNodegroupDriver(world.ports);
  const config = nodegroups.config.parse({
    cluster: "main",
    name: "general",
    nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
    subnetIds: ["subnet-1", "subnet-2"],
    scaling: { min: 1, max: 3 },
    ...more,
  });
  return { world, nodegroups, subject: makeSubject(config) };
}

test("an answer that lacks lists is no reason to make a node group anew", async () => {
  const { world, nodegroups, subject } = await start({ instanceTypes: ["m6i.large"] });
  await converge(nodegroups, subject);
  await world.spoil("DescribeNodegroup", { do: "null-lists" });
  expect(await nodegroups.observe(subject, look())).toMatchObject({ state: "ready" });
});

test("what EKS makes otherwise than it was asked for is told, and is not made again and again", async () => {
  const { world, nodegroups, subject } = await start({ amiType: "AL2023_x86_64_STANDARD" });
  const rewrite = { do: "rewrite", path: "nodegroup.amiType", value: "CUSTOM" };
  await world.spoil("DescribeNodegroup", rewrite, { times: "forever" });
  expect(await converge(nodegroups, subject)).toMatchObject({
    end: { state: "failed", code: "COMPONENT_FAILED", reason: expect.stringContaining("asked for in config.amiType") },
  });
  // Another wish is one that can be met by making it anew.
  const other = { ...subject, token: newToken(), config: { ...subject.config, capacityType: "SPOT" as const } };
  expect(await nodegroups.observe(other, look())).toMatchObject({ state: "differs", replace: true });
});

test("what was as wanted once and has become otherwise is made anew", async () => {
  const { world, nodegroups, subject } = await start({ amiType: "AL2023_x86_64_STANDARD" });
  await converge(nodegroups, subject);
  await world.spoil("DescribeNodegroup", { do: "rewrite", path: "nodegroup.amiType", value: "CUSTOM" });
  expect(await nodegroups.observe(subject, look())).toMatchObject({
    state: "differs",
    fields: ["config.amiType"],
    replace: true,
  });
});

test("a deletion that was stuck and is shown so for a moment after it was asked for again is no failure", async () => {
  const { world, nodegroups, subject } = await start();
  await converge(nodegroups, subject);
  const fail = { do: "fail", code: "Ec2SecurityGroupDeletionFailure", message: "sg-1 has a dependent object" };
  await world.spoil("DeleteNodegroup", { do: "override", override: fail });
  const failure = { code: "COMPONENT_FAILED", message: expect.stringContaining("could not be deleted") };
  await expect(convergeAway(nodegroups, removal(subject, "component"))).rejects.toMatchObject(failure);
  // The first look of the next deletion is right, and those after it are old.
  const old = { do: "rewrite", path: "nodegroup.status", value: "DELETE_FAILED" };
  await world.spoil("DescribeNodegroup", old, { times: 2, after: 1 });
  await convergeAway(nodegroups, removal(subject, "component"));
  expect(await world.effects("DeleteNodegroup")).toBe(2);
});

test("a size that was asked for is not asked for again when an autoscaler moves it before anybody looks", async () => {
  const { world, nodegroups, subject } = await start({ scaling: { min: 1, max: 5, desired: 1 } });
  await converge(nodegroups, subject);
  const scaling = { min: 1, max: 5, desired: 2 };
  const changed = { ...subject, token: newToken(), config: { ...subject.config, scaling } };
  await nodegroups.apply(changed, look().signal);
  const asked = new DescribeNodegroupCommand({ clusterName: "main", nodegroupName: "general" });
  const sizeOf = async () => (await world.other.send(asked)).nodegroup?.scalingConfig?.desiredSize;
  await expect.poll(sizeOf, { timeout: 60_000 }).toBe(2);
  await world.outside("Scale", { resource: await world.keyOf("CreateNodegroup"), desiredSize: 4 });
  expect(await converge(nodegroups, changed)).toMatchObject({ end: { state: "ready" } });
  const again = { ...changed, token: newToken() };
  expect(await converge(nodegroups, again)).toMatchObject({ end: { state: "ready" } });
  expect([await sizeOf(), await world.effects("UpdateNodegroupConfig")]).toEqual([4, 1]);
});

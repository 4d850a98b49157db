import { DescribeNodegroupCommand } from "@aws-sdk/client-eks";
import { afterEach, expect, test, vi } from "vitest";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { makeSubject, newToken, removal } from "../contracts/driver.ts";
import { converge, convergeAway } from "./eks-converging.ts";
import { AT_ONCE, eksWorld, type EksWorld } from "./eks-world.ts";

const ROLE = "arn:aws:iam::111122223333:role/eks";
const NODE_ROLE = "arn:aws:iam::111122223333:role/nodes";
const CLUSTER_CONFIG = { name: "main", version: "1.35", roleArn: ROLE, subnetIds: ["subnet-1", "subnet-2"] };
const NODEGROUP_CONFIG = {
  cluster: "main",
  name: "general",
  nodeRoleArn: NODE_ROLE,
  subnetIds: ["subnet-1"],
  scaling: { min: 1, max: 3 },
};
const look = () => ({ waitMs: 0, signal: new AbortController().signal });

vi.setConfig({ testTimeout: 120_000 });
const worlds: EksWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(config: object = AT_ONCE, cluster: object = {}) {
  const world = await eksWorld(config);
  worlds.push(world);
  const { ports } = world;
  return {
    world,
    clusters: eksClusterDriver(ports),
    nodegroups: eksNodegroupDriver(ports),
    addons: eksAddonDriver(ports),
    entries: eksAccessEntryDriver(ports),
    makeCluster: async () => await world.makeCluster("main", cluster),
  };
}

type World = Awaited<ReturnType<typeof start>>;
const general = ({ nodegroups }: World, more: object = {}) =>
  makeSubject(nodegroups.config.parse({ ...NODEGROUP_CONFIG, ...more }));
const addon = ({ addons }: World, config: object) => makeSubject(addons.config.parse({ cluster: "main", ...config }));

test("nodes that never join are told in plain words, and nothing is made anew by itself", async () => {
  const here = await start();
  await here.makeCluster();
  const fail = { do: "fail", code: "NodeCreationFailure", message: "Instances failed to join", resourceIds: ["i-1"] };
  await here.world.spoil("CreateNodegroup", { do: "override", override: fail });
  const { end } = await converge(here.nodegroups, general(here));
  expect(end).toMatchObject({
    state: "failed",
    code: "COMPONENT_FAILED",
    reason: expect.stringMatching(
      /is CREATE_FAILED: its instances do not join the cluster .*Next: check the node role/,
    ),
  });
  expect(await here.world.done()).toEqual(["CreateCluster", "CreateNodegroup"]);
});

test("a node group that is unwell is told so, and is ready when it is well again", async () => {
  const here = await start();
  await here.makeCluster();
  const subject = general(here);
  await converge(here.nodegroups, subject);
  const issues = [{ code: "InsufficientFreeAddresses", message: "none", resourceIds: ["subnet-1"] }];
  const resource = await here.world.keyOf("CreateNodegroup");
  await here.world.outside("SetHealth", { resource, status: "DEGRADED", issues });
  expect(await here.nodegroups.observe(subject, look())).toMatchObject({
    state: "changing",
    reason: expect.stringContaining("is DEGRADED: its subnets have too few free addresses"),
  });
  await here.world.outside("SetHealth", { resource, status: "ACTIVE" });
  expect(await converge(here.nodegroups, subject)).toMatchObject({ end: { state: "ready" } });
  expect(await here.world.done()).toEqual(["CreateCluster", "CreateNodegroup"]);
});

test("a size that an autoscaler has moved stays when something else is changed", async () => {
  const here = await start();
  await here.makeCluster();
  const subject = general(here, { scaling: { min: 1, max: 3, desired: 1 } });
  await converge(here.nodegroups, subject);
  await here.world.outside("Scale", { resource: await here.world.keyOf("CreateNodegroup"), desiredSize: 3 });
  expect(await converge(here.nodegroups, subject)).toMatchObject({ end: { state: "ready" } });
  const labelled = { ...subject, token: newToken(), config: { ...subject.config, labels: { a: "b" } } };
  expect(await converge(here.nodegroups, labelled)).toMatchObject({ end: { state: "ready" } });
  const asked = new DescribeNodegroupCommand({ clusterName: "main", nodegroupName: "general" });
  expect((await here.world.other.send(asked)).nodegroup).toMatchObject({
    scalingConfig: { desiredSize: 3 },
    labels: { a: "b" },
  });
  // A wish for another size is one.
  const scaling = { min: 1, max: 3, desired: 2 };
  const smaller = { ...labelled, token: newToken(), config: { ...labelled.config, scaling } };
  expect(await converge(here.nodegroups, smaller)).toMatchObject({ end: { state: "ready" } });
  expect((await here.world.other.send(asked)).nodegroup).toMatchObject({ scalingConfig: { desiredSize: 2 } });
});

test("an add-on without nodes is waited for, and is ready once there are some", async () => {
  const never = 1_000_000_000;
  const here = await start({ ...AT_ONCE, durations: { "addon gives up": [never, never, never] } });
  await here.makeCluster();
  const subject = addon(here, { name: "coredns" });
  await here.addons.apply(subject, look().signal);
  await expect
    .poll(async () => await here.addons.observe(subject, look()), { timeout: 60_000 })
    .toMatchObject({
      state: "changing",
      reason: expect.stringContaining("before the first node is there that is normal"),
    });
  await converge(here.nodegroups, general(here));
  expect(await converge(here.addons, subject)).toMatchObject({ end: { state: "ready" } });
  expect(await here.world.done()).toEqual(["CreateCluster", "CreateAddon", "CreateNodegroup"]);
});

test.each([
  { create: "NONE", end: { state: "failed", reason: expect.stringContaining("fields in the cluster were set by") } },
  { create: "OVERWRITE", end: { state: "ready" } },
])("settings of others in the cluster are met as the config says: $create", async ({ create, end }) => {
  const here = await start(AT_ONCE, { bootstrapSelfManagedAddons: true });
  await here.makeCluster();
  await here.world.outside("EditAddon", { clusterName: "main", addonName: "vpc-cni" });
  const subject = addon(here, { name: "vpc-cni", resolveConflicts: { create } });
  expect(await converge(here.addons, subject)).toMatchObject({ end });
  expect(await here.world.effects("CreateAddon")).toBe(1);
});

test("an update of an add-on that meets settings of others fails, and is made when the config says how to meet them", async () => {
  const here = await start();
  await here.makeCluster();
  const config = { name: "vpc-cni", version: "v1.20.4-eksbuild.2", resolveConflicts: { update: "NONE" } };
  const subject = addon(here, config);
  await converge(here.addons, subject);
  await here.world.outside("EditAddon", { clusterName: "main", addonName: "vpc-cni" });
  const newer = { ...subject.config, version: "v1.21.1-eksbuild.3" };
  expect(await converge(here.addons, { ...subject, token: newToken(), config: newer })).toMatchObject({
    end: { state: "failed", code: "CLOUD_UPDATE_FAILED", reason: expect.stringContaining("were set by somebody else") },
  });
  const kept = { ...newer, resolveConflicts: { create: "NONE", update: "PRESERVE" } as const };
  expect(await converge(here.addons, { ...subject, token: newToken(), config: kept })).toMatchObject({
    end: { state: "ready", outputs: { version: "v1.21.1-eksbuild.3" } },
  });
  expect(await here.world.effects("UpdateAddon")).toBe(2);
});

test("the entry that EKS makes for a node role by itself is not taken over", async () => {
  const here = await start();
  await here.makeCluster();
  await converge(here.nodegroups, general(here));
  const config = { cluster: "main", principalArn: NODE_ROLE, type: "EC2_LINUX" };
  const subject = makeSubject(here.entries.config.parse(config));
  expect(await converge(here.entries, subject)).toMatchObject({ end: { state: "refused", code: "NOT_OURS" } });
  expect(await here.world.effects("UpdateAccessEntry")).toBe(0);
});

test("a node group in a cluster that is not there fails at once, and says so", async () => {
  const here = await start();
  expect(await converge(here.nodegroups, general(here))).toMatchObject({
    end: { state: "refused", code: "COMPONENT_FAILED", reason: 'there is no cluster "main"' },
    busy: 0,
  });
});

test("a deletion that gets stuck is told, and goes on when it is asked for again", async () => {
  const here = await start();
  await here.makeCluster();
  const subject = general(here);
  await converge(here.nodegroups, subject);
  const fail = { do: "fail", code: "Ec2SecurityGroupDeletionFailure", message: "sg-1 has a dependent object" };
  await here.world.spoil("DeleteNodegroup", { do: "override", override: fail });
  await expect(convergeAway(here.nodegroups, removal(subject, "component"))).rejects.toMatchObject({
    code: "COMPONENT_FAILED",
    message: expect.stringContaining("a security group of it is still in use"),
  });
  expect(await here.world.effects("DeleteNodegroup")).toBe(1);
  await convergeAway(here.nodegroups, removal(subject, "component"));
  expect(await here.world.effects("DeleteNodegroup")).toBe(2);
});

test("a cluster that refuses changes for no visible reason is waited for", async () => {
  const here = await start();
  const subject = makeSubject(here.clusters.config.parse(CLUSTER_CONFIG));
  await converge(here.clusters, subject);
  // A quarter of a second of real time.
  await here.world.spoil("DeleteCluster", { do: "lock", seconds: 5_000 });
  expect(await convergeAway(here.clusters, removal(subject, "component"))).toBeGreaterThan(0);
  expect(await here.world.done()).toEqual(["CreateCluster", "DeleteCluster"]);
});

test("changes of several kinds are made one after another, and what fails of them is told", async () => {
  const here = await start();
  const subject = makeSubject(here.clusters.config.parse(CLUSTER_CONFIG));
  await converge(here.clusters, subject);
  const more = { logging: ["api"], endpointAccess: { public: false, private: true }, deletionProtection: "on" };
  const changed = {
    ...subject,
    token: newToken(),
    config: here.clusters.config.parse({ ...CLUSTER_CONFIG, ...more, subnetIds: ["subnet-1", "subnet-3"] }),
  };
  expect(await converge(here.clusters, changed)).toMatchObject({ end: { state: "ready" } });
  expect(await here.world.effects("UpdateClusterConfig")).toBe(4);

  const fail = { do: "fail", code: "IpNotAvailable", message: "no free address" };
  await here.world.spoil("UpdateClusterConfig", { do: "override", override: fail });
  const moved = { ...changed, token: newToken(), config: { ...changed.config, subnetIds: ["subnet-4", "subnet-5"] } };
  expect(await converge(here.clusters, moved)).toMatchObject({
    end: { state: "failed", code: "CLOUD_UPDATE_FAILED", reason: expect.stringContaining("too few free addresses") },
  });
  expect(await here.world.effects("UpdateClusterConfig")).toBe(5);
  // The next intent tries what has failed again, in place.
  const again = { ...moved, token: newToken() };
  await here.clusters.apply(again, look().signal);
  expect(await converge(here.clusters, again)).toMatchObject({ end: { state: "ready" } });
});

test("a status that EKS has not had before is waited out", async () => {
  const here = await start();
  const subject = makeSubject(here.clusters.config.parse(CLUSTER_CONFIG));
  await converge(here.clusters, subject);
  const rewrite = { do: "rewrite", path: "cluster.status", value: "REPAIRING" };
  await here.world.spoil("DescribeCluster", rewrite, { times: 5 });
  const changed = { ...subject, token: newToken(), config: { ...subject.config, logging: ["api" as const] } };
  expect(await converge(here.clusters, changed)).toMatchObject({ end: { state: "ready" } });
  expect(await here.world.done()).toEqual(["CreateCluster", "UpdateClusterConfig"]);
});

test("a cluster that was upgraded by somebody else is not brought back", async () => {
  const here = await start();
  const subject = makeSubject(here.clusters.config.parse(CLUSTER_CONFIG));
  await converge(here.clusters, subject);
  await here.world.outside("SetVersion", { clusterName: "main", version: "1.36" });
  expect(await converge(here.clusters, subject)).toMatchObject({
    end: {
      state: "refused",
      code: "COMPONENT_FAILED",
      reason: expect.stringContaining("the cluster runs 1.36 and 1.35"),
    },
  });
  expect(await here.world.done()).toEqual(["CreateCluster"]);
});

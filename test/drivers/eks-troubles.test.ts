import { DescribeAccessEntryCommand, DescribeNodegroupCommand, TagResourceCommand } from "@aws-sdk/client-eks";
import { afterEach, expect, test, vi } from "vitest";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { ACCESS_ENTRY_TYPES } from "../../domain/eks/access-entry-types.ts";
import { makeSubject, newToken } from "../contracts/driver.ts";
import { converge } from "./eks-converging.ts";
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

test("entries of nodes are ready with the names that EKS gives them, and those are left alone", async () => {
  const here = await start();
  await here.makeCluster();
  for (const type of ACCESS_ENTRY_TYPES.filter((one) => one !== "STANDARD")) {
    const config = { cluster: "main", principalArn: `${NODE_ROLE}-${type}`, type };
    const subject = makeSubject(here.entries.config.parse(config));
    expect(await converge(here.entries, subject)).toMatchObject({
      end: { state: "ready", outputs: { username: expect.stringMatching(/^system:node:/) } },
    });
    const tagged = { ...subject, token: newToken(), config: { ...subject.config, tags: { team: "a" } } };
    expect(await converge(here.entries, tagged)).toMatchObject({ end: { state: "ready" } });
  }
  expect(await here.world.effects("UpdateAccessEntry")).toBe(0);
});

test("a node group in a cluster that is not there fails at once, and says so", async () => {
  const here = await start();
  expect(await converge(here.nodegroups, general(here))).toMatchObject({
    end: { state: "refused", code: "COMPONENT_FAILED", reason: 'there is no cluster "main"' },
    busy: 0,
  });
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

test("tags that somebody else has put on something of ours stay", async () => {
  const here = await start();
  await here.makeCluster();
  const config = { cluster: "main", principalArn: ROLE, tags: { team: "a", old: "1" } };
  const subject = makeSubject(here.entries.config.parse(config));
  await converge(here.entries, subject);
  const asked = new DescribeAccessEntryCommand({ clusterName: "main", principalArn: ROLE });
  const entry = async () => (await here.world.other.send(asked)).accessEntry;
  const { accessEntryArn: resourceArn = "" } = (await entry()) ?? {};
  await here.world.other.send(new TagResourceCommand({ resourceArn, tags: { "cost-center": "9" } }));
  expect(await converge(here.entries, subject)).toMatchObject({ end: { state: "ready" } });
  const changed = { ...subject, token: newToken(), config: { ...subject.config, tags: { team: "b" } } };
  expect(await converge(here.entries, changed)).toMatchObject({ end: { state: "ready" } });
  const { tags = {} } = (await entry()) ?? {};
  const foreign = Object.entries(tags).filter(([name]) => !name.startsWith("holdfast:"));
  expect(Object.fromEntries(foreign)).toEqual({ team: "b", "cost-center": "9" });
});

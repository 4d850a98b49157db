import { DescribeNodegroupCommand } from "@aws-sdk/client-eks";
import { afterEach, expect, test, vi } from "vitest";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
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

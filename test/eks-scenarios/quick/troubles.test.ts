import { expect } from "vitest";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { scenario } from "../scenario.ts";
import { ROLES } from "../scenario-world.ts";

const NEVER = 1_000_000_000;

scenario("nodes never join", async ({ wishes, makeCluster, spoil, done, there }) => {
  const nodes = wishes.nodegroup();
  await makeCluster("main");
  const fail = { do: "fail", code: "NodeCreationFailure", message: "Instances failed to join", resourceIds: ["i-1"] };
  await spoil("CreateNodegroup", { do: "override", override: fail });
  const failed = {
    end: {
      state: "failed",
      code: "COMPONENT_FAILED",
      reason: expect.stringMatching(
        /is CREATE_FAILED: its instances do not join the cluster .*Next: check the node role/,
      ),
    },
  };
  expect(await nodes.bring()).toMatchObject(failed);
  expect(await nodes.bring()).toMatchObject(failed);
  expect(await done()).toEqual(["CreateCluster", "CreateNodegroup"]);
  // What is decided elsewhere: another life of it, once.
  await nodes.takeAway("incarnation");
  expect(await nodes.nextLife().bring()).toMatchObject({ end: { state: "ready" } });
  expect(await done()).toEqual(["CreateCluster", "CreateNodegroup", "DeleteNodegroup", "CreateNodegroup"]);
  expect(await there()).toMatchObject({ "nodegroup general": "ACTIVE" });
});

scenario("launch shortage", async ({ wishes, makeCluster, outside, keyOf, done }) => {
  const nodes = wishes.nodegroup({ scaling: { min: 1, max: 3, desired: 1 } });
  await makeCluster("main");
  await nodes.bring();
  const more = nodes.asks({ scaling: { min: 1, max: 3, desired: 3 } });
  expect(await more.bring()).toMatchObject({ end: { state: "ready" } });
  const issues = [{ code: "InsufficientFreeAddresses", message: "none", resourceIds: ["subnet-1"] }];
  const resource = await keyOf("CreateNodegroup");
  await outside("SetHealth", { resource, status: "DEGRADED", issues });
  expect(await more.look()).toMatchObject({
    state: "changing",
    reason: expect.stringContaining("is DEGRADED: its subnets have too few free addresses"),
  });
  await outside("SetHealth", { resource, status: "ACTIVE" });
  expect(await more.bring()).toMatchObject({ end: { state: "ready" } });
  expect(await done()).toEqual(["CreateCluster", "CreateNodegroup", "UpdateNodegroupConfig"]);
});

scenario(
  "coredns before nodes",
  async ({ wishes, makeCluster, done }) => {
    const coredns = wishes.addon({ name: "coredns" });
    await makeCluster("main");
    await coredns.act();
    await expect
      .poll(async () => await coredns.look(), { timeout: 60_000 })
      .toMatchObject({
        state: "changing",
        reason: expect.stringContaining("before the first node is there that is normal"),
      });
    await wishes.nodegroup().bring();
    expect(await coredns.bring()).toMatchObject({ end: { state: "ready" } });
    expect(await done()).toEqual(["CreateCluster", "CreateAddon", "CreateNodegroup"]);
  },
  { config: { ...AT_ONCE, durations: { "addon gives up": [NEVER, NEVER, NEVER] } } },
);

for (const { create, end } of [
  { create: "NONE", end: { state: "failed", reason: expect.stringContaining("fields in the cluster were set by") } },
  { create: "OVERWRITE", end: { state: "ready" } },
]) {
  scenario(
    "add-on conflict",
    async ({ wishes, makeCluster, outside, calls, done }) => {
      const cni = wishes.addon({ name: "vpc-cni", resolveConflicts: { create } });
      await makeCluster("main", { bootstrapSelfManagedAddons: true });
      await outside("EditAddon", { clusterName: "main", addonName: "vpc-cni" });
      expect(await cni.bring()).toMatchObject({ end });
      expect(await cni.bring()).toMatchObject({ end });
      expect(await done()).toEqual(["CreateCluster", "CreateAddon"]);
      expect(await calls("CreateAddon")).toHaveLength(1);
    },
    { variant: create },
  );
}

scenario("delete with children", async ({ wishes, there, until, outside, done }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  const groups = [wishes.nodegroup(), wishes.nodegroup({ name: "batch" })];
  for (const group of groups) await group.bring();
  const profile = { clusterName: "main", fargateProfileName: "theirs" };
  const selectors = [{ namespace: "theirs" }];
  await outside("CreateFargateProfile", {
    ...profile,
    podExecutionRoleArn: `${ROLES}/pods`,
    subnets: ["a"],
    selectors,
  });
  await until("fargate-profile theirs", "ACTIVE");
  for (const group of groups) await group.takeAway();
  await expect(cluster.takeAway()).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    message: expect.stringContaining('Fargate profile "theirs"'),
  });
  expect(await there()).toMatchObject({ "cluster main": "ACTIVE", "fargate-profile theirs": "ACTIVE" });
  expect(await done()).not.toContain("DeleteCluster");
  expect((await done()).filter((name) => name === "DeleteNodegroup")).toHaveLength(2);
  await outside("DeleteFargateProfile", profile);
  await until("fargate-profile theirs", undefined);
  await cluster.takeAway();
  expect((await done()).at(-1)).toBe("DeleteCluster");
});

scenario("DELETE_FAILED", async ({ wishes, makeCluster, spoil, effects, there }) => {
  const nodes = wishes.nodegroup();
  await makeCluster("main");
  await nodes.bring();
  const fail = { do: "fail", code: "Ec2SecurityGroupDeletionFailure", message: "sg-1 has a dependent object" };
  await spoil("DeleteNodegroup", { do: "override", override: fail });
  await expect(nodes.takeAway()).rejects.toMatchObject({
    code: "COMPONENT_FAILED",
    message: expect.stringContaining("a security group of it is still in use"),
  });
  expect(await effects("DeleteNodegroup")).toBe(1);
  await nodes.takeAway();
  expect(await effects("DeleteNodegroup")).toBe(2);
  expect(await there()).not.toHaveProperty("nodegroup general");
});

for (const { variant, ours, byHand, end } of [
  { variant: "the wish allows it", ours: "on", byHand: false, end: "gone" },
  { variant: "the wish is strict", ours: "strict", byHand: false, end: "kept" },
  { variant: "somebody has switched it on", ours: "off", byHand: true, end: "kept" },
]) {
  scenario(
    "deletion protection",
    async ({ wishes, outside, until, there, done }) => {
      const cluster = wishes.cluster({ deletionProtection: ours });
      await cluster.bring();
      if (byHand) await outside("UpdateClusterConfig", { name: "main", deletionProtection: true });
      await until("cluster main", "ACTIVE");
      const before = await done();
      if (end === "gone") {
        await cluster.takeAway();
        expect((await done()).slice(before.length)).toEqual(["UpdateClusterConfig", "DeleteCluster"]);
        return;
      }
      await expect(cluster.takeAway()).rejects.toMatchObject({ code: "RESOURCE_IN_USE" });
      expect(await done()).toEqual(before);
      expect(await there()).toMatchObject({ "cluster main": "ACTIVE" });
    },
    { variant },
  );
}

scenario("unknown status", async ({ wishes, spoil, done }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  await spoil("DescribeCluster", { do: "rewrite", path: "cluster.status", value: "REPAIRING" }, { times: 5 });
  const changed = cluster.asks({ logging: ["api"] });
  for (let look = 0; look < 2; look++) {
    expect(await changed.look()).toMatchObject({
      state: "changing",
      reason: '"main" is REPAIRING, which Holdfast does not know: it waits',
    });
    await changed.act();
  }
  expect(await done()).toEqual(["CreateCluster"]);
  expect(await changed.bring()).toMatchObject({ end: { state: "ready" } });
  expect(await done()).toEqual(["CreateCluster", "UpdateClusterConfig"]);
});

scenario(
  "IAM lag",
  async ({ wishes, spoil, calls }) => {
    const entry = wishes.entry();
    await wishes.cluster().bring();
    const message = "The specified principalArn is invalid: invalid principal.";
    const unknown = { do: "error", name: "InvalidParameterException", message };
    await spoil("CreateAccessEntry", unknown, { times: "forever", forSeconds: 20 });
    const { end, busy } = await entry.bring();
    expect([end.state, busy > 1]).toEqual(["ready", true]);
    expect((await calls("CreateAccessEntry")).map(({ outcome }) => outcome)).toEqual(["new"]);

    const testers = wishes.entry({ principalArn: `${ROLES}/testers` });
    await spoil("CreateAccessEntry", { ...unknown, message: "The username is reserved." });
    expect(await testers.bring()).toMatchObject({ end: { state: "refused", code: "COMPONENT_FAILED" }, busy: 0 });
    expect(await calls("CreateAccessEntry")).toHaveLength(1);
  },
  { clock: "manual" },
);

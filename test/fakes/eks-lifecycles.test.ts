import * as sdk from "@aws-sdk/client-eks";
import { expect, test } from "vitest";
import {
  activeCluster,
  createAddon,
  createCluster,
  createNodegroup,
  pass,
  passAll,
  PLACE,
  refusal,
  reset,
  ROLE,
  useFakeEks,
} from "./eks-calls.ts";

const fake = useFakeEks();
const clusterName = "shop";
const name = "shop";
const nodegroupName = "main";

const describeAddon = async (addonName: string) =>
  (await fake.client.send(new sdk.DescribeAddonCommand({ clusterName, addonName }))).addon;
const describeNodegroup = async () =>
  (await fake.client.send(new sdk.DescribeNodegroupCommand({ clusterName, nodegroupName }))).nodegroup;

test("a cluster that is not yet active shows no endpoint, authority or issuer", async () => {
  await createCluster(fake.client);
  const { cluster } = await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster).toMatchObject({ status: "CREATING", certificateAuthority: {} });
  expect(cluster?.endpoint).toBeUndefined();
  expect(cluster?.identity).toBeUndefined();
  await pass(fake.eks, 419);
  expect((await fake.client.send(new sdk.DescribeClusterCommand({ name }))).cluster?.status).toBe("CREATING");
  await fake.eks.sim("POST", "/clock/advance", { untilResource: `${PLACE}/cluster/shop`, status: "ACTIVE" });
  const { seconds } = await elapsed();
  expect(seconds).toBeGreaterThan(420);
  expect(seconds).toBeLessThan(720);
});

test("EKS makes entries for who created the cluster and for the role of its nodes", async () => {
  await activeCluster(fake);
  await createNodegroup(fake.client);
  const { accessEntries } = await fake.client.send(new sdk.ListAccessEntriesCommand({ clusterName }));
  expect(accessEntries?.toSorted()).toEqual([ROLE, "arn:aws:iam::111122223333:user/AKIATEST"]);
  const again = await refusal(
    fake.client.send(new sdk.CreateAccessEntryCommand({ clusterName, principalArn: ROLE, type: "EC2_LINUX" })),
  );
  expect(again.message).toBe("The specified access entry resource is already in use on this cluster.");
});

test("a deployment add-on without nodes is degraded, becomes active after nodes join, and gives up without", async () => {
  await activeCluster(fake);
  await createAddon(fake.client, "coredns");
  await pass(fake.eks, 120);
  expect(await describeAddon("coredns")).toMatchObject({
    status: "DEGRADED",
    health: { issues: [{ code: "InsufficientNumberOfReplicas" }] },
  });
  await createNodegroup(fake.client);
  await pass(fake.eks, 240 + 90);
  expect(await describeAddon("coredns")).toMatchObject({ status: "ACTIVE", health: { issues: [] } });

  await fake.client.send(new sdk.DeleteAddonCommand({ clusterName, addonName: "coredns" }));
  await fake.client.send(new sdk.DeleteNodegroupCommand({ clusterName, nodegroupName }));
  await passAll(fake.eks);
  await createAddon(fake.client, "coredns");
  await passAll(fake.eks);
  expect((await describeAddon("coredns"))?.status).toBe("CREATE_FAILED");
});

test("a self-managed copy that somebody changed is in the way of an add-on, unless it is overwritten", async () => {
  await activeCluster(fake);
  await fake.eks.sim("POST", "/outofband", { operation: "EditAddon", input: { clusterName, addonName: "vpc-cni" } });
  await createAddon(fake.client, "vpc-cni");
  await passAll(fake.eks);
  expect(await describeAddon("vpc-cni")).toMatchObject({
    status: "CREATE_FAILED",
    health: { issues: [{ code: "ConfigurationConflict" }] },
  });
  await fake.client.send(new sdk.DeleteAddonCommand({ clusterName, addonName: "vpc-cni" }));
  await passAll(fake.eks);
  const overwrite = { clusterName, addonName: "vpc-cni", resolveConflicts: "OVERWRITE" as const };
  await fake.client.send(new sdk.CreateAddonCommand(overwrite));
  await passAll(fake.eks);
  expect((await describeAddon("vpc-cni"))?.status).toBe("ACTIVE");

  await fake.eks.sim("POST", "/outofband", { operation: "EditAddon", input: { clusterName, addonName: "vpc-cni" } });
  const addonVersion = "v1.21.1-eksbuild.3";
  const { update } = await fake.client.send(
    new sdk.UpdateAddonCommand({ clusterName, addonName: "vpc-cni", addonVersion }),
  );
  await passAll(fake.eks);
  const of = { name, addonName: "vpc-cni", updateId: update?.id ?? "" };
  const followed = await fake.client.send(new sdk.DescribeUpdateCommand(of));
  expect(followed.update).toMatchObject({ status: "Failed", errors: [{ errorCode: "ConfigurationConflict" }] });
  expect((await describeAddon("vpc-cni"))?.status).toBe("UPDATE_FAILED");
});

test("a failed version update leaves an active cluster at its old version", async () => {
  await activeCluster(fake);
  const override = { do: "fail", code: "IpNotAvailable", message: "no addresses", resourceIds: ["subnet-a"] };
  await fake.eks.sim("POST", "/faults", {
    id: "no-addresses",
    match: { operation: "UpdateClusterVersion" },
    action: { do: "override", override },
  });
  const { update } = await fake.client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  await passAll(fake.eks);
  const { cluster } = await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster).toMatchObject({ status: "ACTIVE", version: "1.33" });
  const followed = await fake.client.send(new sdk.DescribeUpdateCommand({ name, updateId: update?.id ?? "" }));
  const errors = [{ errorCode: "IpNotAvailable", errorMessage: "no addresses", resourceIds: ["subnet-a"] }];
  expect(followed.update).toMatchObject({ status: "Failed", errors });
});

test("nodes that never join fail their group; a stuck deletion can be failed, and tried again", async () => {
  await activeCluster(fake);
  await fake.eks.sim("POST", "/faults", {
    id: "never-join",
    match: { operation: "CreateNodegroup" },
    action: { do: "override", override: { do: "fail", code: "NodeCreationFailure" } },
  });
  await createNodegroup(fake.client);
  await pass(fake.eks, 899);
  expect((await describeNodegroup())?.status).toBe("CREATING");
  await passAll(fake.eks);
  const issues = [{ code: "NodeCreationFailure" }];
  expect(await describeNodegroup()).toMatchObject({ status: "CREATE_FAILED", health: { issues } });

  await fake.eks.sim("POST", "/faults", {
    id: "stuck",
    match: { operation: "DeleteNodegroup" },
    action: { do: "override", override: { do: "stick" } },
  });
  const remove = new sdk.DeleteNodegroupCommand({ clusterName, nodegroupName });
  await fake.client.send(remove);
  await pass(fake.eks, 86_400);
  expect((await describeNodegroup())?.status).toBe("DELETING");
  const key = encodeURIComponent(`${PLACE}/nodegroup/shop/main`);
  await fake.eks.sim("POST", `/resources/${key}/fail`, { issues: [{ code: "Ec2SecurityGroupDeletionFailure" }] });
  expect((await describeNodegroup())?.status).toBe("DELETE_FAILED");
  await fake.client.send(remove);
  await passAll(fake.eks);
  expect((await refusal(fake.client.send(remove))).name).toBe("ResourceNotFoundException");
});

test("a node group upgrade takes minutes for each batch of nodes, and force does not wait for pods", async () => {
  await activeCluster(fake);
  await createNodegroup(fake.client, { scalingConfig: { minSize: 4, maxSize: 4, desiredSize: 4 } });
  await passAll(fake.eks);
  const { seconds: from } = await elapsed();
  const update = async (force: boolean) =>
    await fake.client.send(
      new sdk.UpdateNodegroupVersionCommand({ clusterName, nodegroupName, version: "1.33", force }),
    );
  await update(false);
  await passAll(fake.eks);
  const { seconds: to } = await elapsed();
  expect(to - from).toBeGreaterThan(120 + 4 * 240);
  expect(to - from).toBeLessThan(120 + 4 * 330);

  await fake.eks.sim("POST", "/faults", {
    id: "pods-stay",
    match: { operation: "UpdateNodegroupVersion" },
    times: "forever",
    action: { do: "override", override: { do: "fail", code: "PodEvictionFailure", status: "DEGRADED" } },
  });
  await update(false);
  await passAll(fake.eks);
  expect((await describeNodegroup())?.status).toBe("DEGRADED");
  await update(true);
  await passAll(fake.eks);
  expect((await describeNodegroup())?.status).toBe("ACTIVE");
});

test("a deleted cluster takes its add-ons, entries and updates along, and its name is free a little later", async () => {
  await reset(fake.eks, { deletedNameSeconds: 30 });
  await activeCluster(fake, { deletionProtection: true });
  await createAddon(fake.client, "kube-proxy");
  await passAll(fake.eks);
  const remove = new sdk.DeleteClusterCommand({ name });
  expect((await refusal(fake.client.send(remove))).message).toContain("deletion protection");
  await fake.client.send(new sdk.UpdateClusterConfigCommand({ name, deletionProtection: false }));
  await passAll(fake.eks);
  await fake.client.send(remove);
  await passAll(fake.eks);
  expect((await refusal(fake.client.send(new sdk.DescribeClusterCommand({ name })))).name).toBe(
    "ResourceNotFoundException",
  );
  expect((await refusal(createCluster(fake.client))).message).toBe("Cluster already exists with name: shop");
  expect(await fake.eks.sim("GET", "/state")).toEqual({ resources: [], timers: [] });
  await pass(fake.eks, 30);
  await createCluster(fake.client);
  expect(await fake.eks.sim("GET", "/check")).toEqual({ problems: [] });
});

test("others upgrade, retag and delete behind the back of who calls", async () => {
  await activeCluster(fake);
  const outside = async (operation: string, input: object) =>
    await fake.eks.sim("POST", "/outofband", { operation, input });
  await outside("UpdateClusterVersion", { name, version: "1.34" });
  expect((await refusal(fake.client.send(new sdk.DeleteClusterCommand({ name })))).name).toBe("ResourceInUseException");
  await passAll(fake.eks);
  await outside("SetTags", { resource: `${PLACE}/cluster/shop`, tags: { owner: "stranger" } });
  const { cluster } = await fake.client.send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster).toMatchObject({ version: "1.34", tags: { owner: "stranger" } });
  const causes = (await fake.eks.log("kind=effect")).map(({ operation, cause }) => [operation, cause]);
  expect(causes).toEqual([
    ["CreateCluster", "api"],
    ["UpdateClusterVersion", "outside"],
    ["SetTags", "outside"],
  ]);
});

async function elapsed(): Promise<{ seconds: number }> {
  const { simTime } = await fake.eks.sim("GET", "/clock");
  return { seconds: (Number(simTime) - Date.parse("2026-06-01T00:00:00Z")) / 1000 };
}

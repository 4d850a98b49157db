import * as sdk from "@aws-sdk/client-eks";
import { expect, test } from "vitest";
import {
  ACCOUNT,
  activeCluster,
  createAddon,
  createNodegroup,
  passAll,
  refusal,
  ROLE,
  useFakeEks,
} from "./eks-calls.ts";

const fake = useFakeEks();
const clusterName = "shop";
const name = "shop";
const nodegroupName = "main";
const VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";

test("a cluster is created, described, listed, configured, upgraded and deleted", async () => {
  const { eks, client } = fake;
  await activeCluster(fake, { tags: { owner: "env-1" }, clientRequestToken: "t".repeat(40) });
  const { cluster } = await client.send(new sdk.DescribeClusterCommand({ name }));
  expect(cluster).toMatchObject({
    status: "ACTIVE",
    version: "1.33",
    arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/shop`,
    tags: { owner: "env-1" },
    clientRequestToken: "t".repeat(40),
    accessConfig: { authenticationMode: "API" },
  });
  expect(cluster?.createdAt).toEqual(new Date("2026-06-01T00:00:00Z"));
  expect(cluster?.endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com$/);
  expect(cluster?.resourcesVpcConfig?.clusterSecurityGroupId).toMatch(/^sg-/);
  expect((await client.send(new sdk.ListClustersCommand({}))).clusters).toEqual(["shop"]);

  const logging = { clusterLogging: [{ types: ["api" as const], enabled: true }] };
  const config = await client.send(new sdk.UpdateClusterConfigCommand({ name, logging }));
  expect(config.update).toMatchObject({ type: "LoggingUpdate", status: "InProgress", errors: [] });
  await passAll(eks);
  const version = await client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  expect(version.update).toMatchObject({
    type: "VersionUpdate",
    params: [{ type: "Version", value: "1.34" }, { type: "PlatformVersion" }],
  });
  const during = await client.send(new sdk.DescribeClusterCommand({ name }));
  expect(during.cluster).toMatchObject({ status: "UPDATING", version: "1.33" });
  await passAll(eks);
  const updateId = version.update?.id ?? "";
  const { update } = await client.send(new sdk.DescribeUpdateCommand({ name, updateId }));
  expect(update?.status).toBe("Successful");
  const { updateIds } = await client.send(new sdk.ListUpdatesCommand({ name }));
  expect(new Set(updateIds)).toEqual(new Set([config.update?.id, updateId]));
  const after = await client.send(new sdk.DescribeClusterCommand({ name }));
  expect(after.cluster).toMatchObject({ status: "ACTIVE", version: "1.34", logging });

  const deleted = await client.send(new sdk.DeleteClusterCommand({ name }));
  expect(deleted.cluster?.status).toBe("DELETING");
  await passAll(eks);
  const gone = await refusal(client.send(new sdk.DescribeClusterCommand({ name })));
  expect(gone).toBeInstanceOf(sdk.ResourceNotFoundException);
  expect(gone.message).toBe("No cluster found for name: shop.");
});

test("a node group is created, changed, upgraded and deleted, and each change is an update of its own", async () => {
  const { eks, client } = fake;
  await activeCluster(fake);
  await createNodegroup(client, { labels: { team: "a", old: "x" }, tags: { owner: "env-1" } });
  await passAll(eks);
  const read = async () =>
    (await client.send(new sdk.DescribeNodegroupCommand({ clusterName, nodegroupName }))).nodegroup;
  const made = await read();
  expect(made).toMatchObject({ status: "ACTIVE", version: "1.33", releaseVersion: "1.33.5-20251016", nodeRole: ROLE });
  expect(made?.nodegroupArn).toMatch(/:nodegroup\/shop\/main\/[0-9a-f-]{36}$/);
  expect(made?.resources?.autoScalingGroups?.[0]?.name).toMatch(/^eks-main-/);
  expect((await client.send(new sdk.ListNodegroupsCommand({ clusterName }))).nodegroups).toEqual(["main"]);

  const labels = { addOrUpdateLabels: { team: "b" }, removeLabels: ["old"] };
  const scalingConfig = { minSize: 2, maxSize: 6, desiredSize: 3 };
  const config = await client.send(
    new sdk.UpdateNodegroupConfigCommand({ clusterName, nodegroupName, labels, scalingConfig }),
  );
  expect(config.update?.type).toBe("ConfigUpdate");
  await passAll(eks);
  expect(await read()).toMatchObject({ labels: { team: "b" }, scalingConfig });
  expect((await read())?.labels).not.toHaveProperty("old");

  await client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  await passAll(eks);
  const upgrade = { version: "1.34", releaseVersion: "1.34.2-20260112" };
  const version = await client.send(new sdk.UpdateNodegroupVersionCommand({ clusterName, nodegroupName, ...upgrade }));
  await passAll(eks);
  const updateId = version.update?.id ?? "";
  const followed = await client.send(new sdk.DescribeUpdateCommand({ name, nodegroupName, updateId }));
  expect(followed.update).toMatchObject({ type: "VersionUpdate", status: "Successful" });
  const without = await refusal(client.send(new sdk.DescribeUpdateCommand({ name, updateId })));
  expect(without.name).toBe("ResourceNotFoundException");
  expect(await read()).toMatchObject(upgrade);

  await client.send(new sdk.DeleteNodegroupCommand({ clusterName, nodegroupName }));
  expect((await read())?.status).toBe("DELETING");
  await passAll(eks);
  expect((await client.send(new sdk.ListNodegroupsCommand({ clusterName }))).nodegroups).toEqual([]);
});

test("an add-on is created with its associations, updated and deleted with them", async () => {
  const { eks, client } = fake;
  const addonName = "vpc-cni";
  await activeCluster(fake);
  const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: ROLE }];
  await client.send(new sdk.CreateAddonCommand({ clusterName, addonName, podIdentityAssociations }));
  await passAll(eks);
  const read = async () => (await client.send(new sdk.DescribeAddonCommand({ clusterName, addonName }))).addon;
  expect(await read()).toMatchObject({ status: "ACTIVE", addonVersion: "v1.20.4-eksbuild.2" });
  expect((await read())?.podIdentityAssociations).toHaveLength(1);
  expect((await client.send(new sdk.ListAddonsCommand({ clusterName }))).addons).toEqual([addonName]);

  const addonVersion = "v1.21.1-eksbuild.3";
  const { update } = await client.send(
    new sdk.UpdateAddonCommand({ clusterName, addonName, addonVersion, podIdentityAssociations: [] }),
  );
  expect(update?.type).toBe("AddonUpdate");
  await passAll(eks);
  expect(await read()).toMatchObject({ status: "ACTIVE", addonVersion, podIdentityAssociations: [] });
  const updateId = update?.id ?? "";
  const followed = await client.send(new sdk.DescribeUpdateCommand({ name, addonName, updateId }));
  expect(followed.update?.status).toBe("Successful");
  await client.send(new sdk.DeleteAddonCommand({ clusterName, addonName, preserve: true }));
  await passAll(eks);
  expect((await client.send(new sdk.ListAddonsCommand({ clusterName }))).addons).toEqual([]);
});

test("access entries and their policies come and go at once", async () => {
  const { eks, client } = fake;
  await activeCluster(fake, {
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
  });
  const principalArn = ROLE;
  const { accessEntry } = await client.send(
    new sdk.CreateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ["viewers"] }),
  );
  expect(accessEntry).toMatchObject({ type: "STANDARD", username: ROLE });
  expect(accessEntry?.accessEntryArn).toMatch(new RegExp(`:access-entry/shop/role/${ACCOUNT}/nodes/[0-9a-f-]{36}$`));
  await client.send(new sdk.UpdateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ["editors"] }));
  const described = await client.send(new sdk.DescribeAccessEntryCommand({ clusterName, principalArn }));
  expect(described.accessEntry?.kubernetesGroups).toEqual(["editors"]);

  const accessScope = { type: "namespace" as const, namespaces: ["web"] };
  const associate = { clusterName, principalArn, policyArn: VIEW };
  await client.send(new sdk.AssociateAccessPolicyCommand({ ...associate, accessScope: { type: "cluster" } }));
  await client.send(new sdk.AssociateAccessPolicyCommand({ ...associate, accessScope }));
  const listed = await client.send(new sdk.ListAssociatedAccessPoliciesCommand({ clusterName, principalArn }));
  expect(listed.associatedAccessPolicies).toMatchObject([{ policyArn: VIEW, accessScope }]);
  const withPolicy = new sdk.ListAccessEntriesCommand({ clusterName, associatedPolicyArn: VIEW });
  expect((await client.send(withPolicy)).accessEntries).toEqual([ROLE]);
  await client.send(new sdk.DisassociateAccessPolicyCommand(associate));
  expect((await client.send(withPolicy)).accessEntries).toEqual([]);
  await client.send(new sdk.DeleteAccessEntryCommand({ clusterName, principalArn }));
  expect((await client.send(new sdk.ListAccessEntriesCommand({ clusterName }))).accessEntries).toEqual([]);
  expect((await client.send(new sdk.ListAccessPoliciesCommand({}))).accessPolicies?.length).toBeGreaterThan(3);
  expect((await eks.log("kind=refused")).length).toBe(0);
});

test("pod identity associations are found again by namespace and service account", async () => {
  const { client } = fake;
  await activeCluster(fake);
  const of = { clusterName, namespace: "web", serviceAccount: "shop", roleArn: ROLE };
  const { association } = await client.send(new sdk.CreatePodIdentityAssociationCommand({ ...of, tags: { a: "b" } }));
  const associationId = association?.associationId ?? "";
  expect(associationId).toMatch(/^a-[0-9a-z]{17}$/);
  const list = new sdk.ListPodIdentityAssociationsCommand({ clusterName, namespace: "web", serviceAccount: "shop" });
  expect((await client.send(list)).associations).toMatchObject([{ associationId }]);
  expect((await client.send(list)).associations?.[0]).not.toHaveProperty("roleArn");
  const again = await refusal(client.send(new sdk.CreatePodIdentityAssociationCommand(of)));
  expect(again.message).toBe(`Association already exists: ${associationId}`);
  const roleArn = `${ROLE}-2`;
  await client.send(new sdk.UpdatePodIdentityAssociationCommand({ clusterName, associationId, roleArn }));
  const read = new sdk.DescribePodIdentityAssociationCommand({ clusterName, associationId });
  expect((await client.send(read)).association).toMatchObject({ roleArn, tags: { a: "b" } });
  await client.send(new sdk.DeletePodIdentityAssociationCommand({ clusterName, associationId }));
  expect((await refusal(client.send(read))).name).toBe("ResourceNotFoundException");
});

test("tags are put on anything by its ARN, and have errors of their own", async () => {
  const { client } = fake;
  await activeCluster(fake);
  await createAddon(client, "kube-proxy");
  const { addon } = await client.send(new sdk.DescribeAddonCommand({ clusterName, addonName: "kube-proxy" }));
  const resourceArn = addon?.addonArn ?? "";
  await client.send(new sdk.TagResourceCommand({ resourceArn, tags: { "a b": "1", "k/2": "2", keep: "3" } }));
  await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ["a b", "k/2"] }));
  expect((await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ keep: "3" });
  const absent = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/none`;
  const gone = await refusal(client.send(new sdk.ListTagsForResourceCommand({ resourceArn: absent })));
  expect(gone).toBeInstanceOf(sdk.NotFoundException);
});

test("Fargate profiles stand in the way of the deletion of their cluster", async () => {
  const { eks, client } = fake;
  await activeCluster(fake);
  const of = { clusterName, fargateProfileName: "batch" };
  await client.send(new sdk.CreateFargateProfileCommand({ ...of, podExecutionRoleArn: ROLE }));
  await passAll(eks);
  expect((await client.send(new sdk.DescribeFargateProfileCommand(of))).fargateProfile?.status).toBe("ACTIVE");
  expect((await client.send(new sdk.ListFargateProfilesCommand({ clusterName }))).fargateProfileNames).toEqual([
    "batch",
  ]);
  const attached = await refusal(client.send(new sdk.DeleteClusterCommand({ name })));
  expect(attached.message).toBe("Cluster has fargate profiles attached");
  await client.send(new sdk.DeleteFargateProfileCommand(of));
  await passAll(eks);
  await client.send(new sdk.DeleteClusterCommand({ name }));
});

test("a version rollback is an update to the version before, for seven days", async () => {
  const { eks, client } = fake;
  await activeCluster(fake, { computeConfig: { enabled: true } });
  await client.send(new sdk.UpdateClusterVersionCommand({ name, version: "1.34" }));
  await passAll(eks);
  const back = new sdk.UpdateClusterVersionCommand({ name, version: "1.33" });
  const { update } = await client.send(back);
  expect(update?.type).toBe("VersionRollback");
  const cancelled = await client.send(new sdk.CancelUpdateCommand({ name, updateId: update?.id ?? "" }));
  expect(cancelled.update?.status).toBe("Cancelled");
  await eks.sim("POST", "/clock/advance", { seconds: 8 * 86_400 });
  expect((await refusal(client.send(back))).message).toContain("within 7 days");
});

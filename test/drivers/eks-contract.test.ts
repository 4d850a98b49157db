import {
  DeleteAccessEntryCommand,
  DeleteAddonCommand,
  DeleteClusterCommand,
  DeleteNodegroupCommand,
  DeletePodIdentityAssociationCommand,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import { eksAccessEntryDriver } from "../../activities/components/eks-access-entry/driver.ts";
import { eksAddonDriver } from "../../activities/components/eks-addon/driver.ts";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { eksNodegroupDriver } from "../../activities/components/eks-nodegroup/driver.ts";
import { eksPodIdentityDriver } from "../../activities/components/eks-pod-identity/driver.ts";
import { driverContract } from "../contracts/driver.ts";
import { eksWorld } from "./eks-world.ts";

const ROLE = "arn:aws:iam::111122223333:role/eks";
const VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";

driverContract("eks-cluster", async () => {
  const { ports, other, effects, close } = await eksWorld();
  const config = { name: "main", version: "1.35", roleArn: ROLE, subnetIds: ["subnet-1", "subnet-2"] };
  return {
    driver: eksClusterDriver(ports),
    config,
    changed: { config: { ...config, logging: ["audit"] }, how: "in place" },
    timesMade: async () => await effects("CreateCluster"),
    breakIt: async () => void (await other.send(new DeleteClusterCommand({ name: "main" }))),
    close,
  };
});

driverContract("eks-nodegroup", async () => {
  const { ports, other, effects, makeCluster, close } = await eksWorld();
  await makeCluster("main");
  const config = {
    cluster: "main",
    name: "general",
    nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
    subnetIds: ["subnet-1"],
    scaling: { min: 1, max: 3, desired: 2 },
  };
  return {
    driver: eksNodegroupDriver(ports),
    config,
    changed: { config: { ...config, scaling: { min: 1, max: 5, desired: 3 }, labels: { a: "b" } }, how: "in place" },
    timesMade: async () => await effects("CreateNodegroup"),
    async breakIt() {
      await other.send(new DeleteNodegroupCommand({ clusterName: "main", nodegroupName: "general" }));
    },
    close,
  };
});

driverContract("eks-addon", async () => {
  const { ports, other, effects, makeCluster, close } = await eksWorld();
  await makeCluster("main");
  const config = { cluster: "main", name: "vpc-cni", version: "v1.20.4-eksbuild.2" };
  return {
    driver: eksAddonDriver(ports),
    config,
    changed: { config: { ...config, version: "v1.21.1-eksbuild.3" }, how: "in place" },
    timesMade: async () => await effects("CreateAddon"),
    async breakIt() {
      await other.send(new DeleteAddonCommand({ clusterName: "main", addonName: "vpc-cni" }));
    },
    close,
  };
});

driverContract("eks-access-entry", async () => {
  const { ports, other, effects, makeCluster, close } = await eksWorld();
  await makeCluster("main");
  const principalArn = "arn:aws:iam::111122223333:role/people/developers";
  const config = { cluster: "main", principalArn, groups: ["developers"], policies: [{ policyArn: VIEW }] };
  return {
    driver: eksAccessEntryDriver(ports),
    config,
    changed: {
      config: { ...config, groups: ["testers"], policies: [{ policyArn: VIEW, namespaces: ["shop"] }] },
      how: "in place",
    },
    timesMade: async () => await effects("CreateAccessEntry"),
    async breakIt() {
      await other.send(new DeleteAccessEntryCommand({ clusterName: "main", principalArn }));
    },
    close,
  };
});

driverContract("eks-pod-identity", async () => {
  const { ports, other, effects, makeCluster, close } = await eksWorld();
  await makeCluster("main");
  const config = { cluster: "main", namespace: "shop", serviceAccount: "api", roleArn: ROLE, tags: { team: "a" } };
  return {
    driver: eksPodIdentityDriver(ports),
    config,
    changed: { config: { ...config, roleArn: `${ROLE}-2`, tags: { team: "b" } }, how: "in place" },
    timesMade: async () => await effects("CreatePodIdentityAssociation"),
    async breakIt() {
      const found = await other.send(new ListPodIdentityAssociationsCommand({ clusterName: "main" }));
      const [associationId] = (found.associations ?? []).map((one) => one.associationId);
      await other.send(new DeletePodIdentityAssociationCommand({ clusterName: "main", associationId }));
    },
    close,
  };
});

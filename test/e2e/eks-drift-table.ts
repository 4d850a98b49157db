import type { NoSuchDrift } from "./drift-table.ts";
import { IN_CLUSTERS } from "./eks-drift-children.ts";
import { roleArn, type EksDriftRow } from "./eks-drift-row.ts";

/** The cluster that node groups, add-ons and access lie in. */
export const BASE = {
  name: "BASE",
  version: "1.35",
  roleArn: roleArn("eks"),
  subnetIds: ["subnet-0a", "subnet-0b"],
};
const CLUSTER = { ...BASE, name: "NAME" };
const SUBNET_GONE = { code: "Ec2SubnetNotFound", message: "subnet-0b does not exist", resourceIds: ["subnet-0b"] };

/** Every kind of EKS and class of drift that it has: how it comes about. */
export const EKS_DRIFT_ROWS: readonly EksDriftRow[] = [
  {
    kind: "eks-cluster",
    class: "changed",
    component: "cluster-changed",
    config: { ...CLUSTER, logging: ["audit"] },
    change: async (hands) =>
      await hands.act("UpdateClusterConfig", {
        logging: { clusterLogging: [{ types: ["audit", "api"], enabled: true }] },
      }),
    fields: ["config.logging changed"],
    diff: ["  config:", '-   logging: ["audit"]', '+   logging: ["api","audit"]'],
    putBack: "update",
  },
  {
    kind: "eks-cluster",
    class: "changed",
    component: "cluster-upgraded",
    config: CLUSTER,
    change: async (hands) => await hands.act("SetVersion", { version: "1.36" }),
    fields: ["config.version changed"],
    diff: ["  config:", '-   version: "1.35"', '+   version: "1.36"'],
    putBack: "none",
  },
  {
    kind: "eks-cluster",
    class: "missing",
    component: "cluster-untagged",
    config: { ...CLUSTER, tags: { team: "shop", "cost.center": "7" } },
    change: async (hands) => await hands.act("UntagResource", { tagKeys: ["cost.center", "team"] }),
    fields: ["tags.cost\\.center missing", "tags.team missing"],
    diff: ["  tags:", '-   cost.center: "7"', "-   team: shop"],
    putBack: "update",
  },
  {
    kind: "eks-cluster",
    class: "missing",
    component: "cluster-removed",
    config: CLUSTER,
    change: async (hands) => await hands.act("DeleteCluster"),
    fields: ["component missing"],
    diff: ["- component: there"],
    // It is the cluster with all that was in it.
    putBack: "none",
  },
  {
    kind: "eks-cluster",
    class: "extra",
    component: "cluster-opened",
    config: { ...CLUSTER, endpointAccess: { public: false, private: true } },
    change: async (hands) =>
      await hands.act("UpdateClusterConfig", {
        resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] },
      }),
    fields: ["config.endpointAccess.public changed", "config.endpointAccess.publicCidrs extra"],
    diff: [
      "  config:",
      "    endpointAccess:",
      "-     public: false",
      "+     public: true",
      '+     publicCidrs: ["0.0.0.0/0"]',
    ],
    putBack: "update",
  },
  {
    kind: "eks-cluster",
    class: "unhealthy",
    component: "cluster-unwell",
    config: CLUSTER,
    change: async (hands) => await hands.act("SetHealth", { issues: [SUBNET_GONE] }),
    fields: ["health unhealthy"],
    diff: [
      '+ health: "ACTIVE: a subnet of it is gone (Ec2SubnetNotFound: subnet-0b). Next: give it subnets that exist. EKS says: subnet-0b does not exist"',
    ],
    putBack: "none",
  },
  ...IN_CLUSTERS,
];

/** Classes of drift that a kind of EKS never has. */
export const NO_SUCH_EKS_DRIFT: readonly NoSuchDrift[] = [
  {
    kind: "eks-access-entry",
    class: "unhealthy",
    because: "EKS tells no health of it: it is there as it was made or it is not",
  },
  {
    kind: "eks-pod-identity",
    class: "unhealthy",
    because: "EKS tells no health of it: it is there as it was made or it is not",
  },
];

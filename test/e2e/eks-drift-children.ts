import type { JsonObject } from "../../domain/schema/json.ts";
import { roleArn as role, type EksDriftRow } from "./eks-drift-row.ts";

const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/AmazonEKS${name}Policy`;
const GROUP: JsonObject = {
  cluster: "BASE",
  name: "NAME",
  nodeRoleArn: role("nodes"),
  subnetIds: ["subnet-0a"],
  scaling: { min: 1, max: 4 },
};
const NO_ADDRESSES = { code: "InsufficientFreeAddresses", message: "none is free", resourceIds: ["subnet-0a"] };
const NO_REPLICAS = { code: "InsufficientNumberOfReplicas", message: "0 of 2" };
const addon = (name: string, more: JsonObject = {}) => ({ cluster: "BASE", name, ...more });
const entry = (more: JsonObject) => ({ cluster: "BASE", principalArn: "PRINCIPAL", ...more });
const identity = (serviceAccount: string, more: JsonObject = {}) => ({
  cluster: "BASE",
  namespace: "shop",
  serviceAccount,
  roleArn: role("api"),
  ...more,
});

/** Drift of what lies in a cluster. */
export const IN_CLUSTERS: readonly EksDriftRow[] = [
  {
    kind: "eks-nodegroup",
    class: "changed",
    component: "nodes-changed",
    config: { ...GROUP, labels: { pool: "a" } },
    change: async (hands) =>
      await hands.act("UpdateNodegroupConfig", {
        scalingConfig: { minSize: 1, maxSize: 9, desiredSize: 7 },
        labels: { addOrUpdateLabels: { pool: "b" } },
      }),
    fields: ["config.labels.pool changed", "config.scaling.max changed"],
    diff: [
      "  config:",
      "    labels:",
      "-     pool: a",
      "+     pool: b",
      "    scaling:",
      "-     max: 4",
      "+     max: 9",
    ],
    putBack: "update",
  },
  {
    kind: "eks-nodegroup",
    class: "changed",
    component: "nodes-upgraded",
    config: { ...GROUP, releaseVersion: "1.35.0-20260202" },
    change: async (hands) =>
      await hands.act("UpdateNodegroupVersion", { version: "1.35", releaseVersion: "1.35.2-20260511" }),
    fields: ["config.releaseVersion changed"],
    diff: ["  config:", '-   releaseVersion: "1.35.0-20260202"', '+   releaseVersion: "1.35.2-20260511"'],
    putBack: "none",
  },
  {
    kind: "eks-nodegroup",
    class: "missing",
    component: "nodes-stripped",
    config: { ...GROUP, labels: { pool: "a" }, taints: [{ key: "batch", value: "true", effect: "NO_SCHEDULE" }] },
    change: async (hands) =>
      await hands.act("UpdateNodegroupConfig", {
        labels: { removeLabels: ["pool"] },
        taints: { removeTaints: [{ key: "batch", effect: "NO_SCHEDULE" }] },
      }),
    fields: ["config.labels.pool missing", "config.taints.batch:NO_SCHEDULE missing"],
    diff: ["  config:", "    labels:", "-     pool: a", "    taints:", '-     "batch:NO_SCHEDULE": "true"'],
    putBack: "update",
  },
  {
    kind: "eks-nodegroup",
    class: "missing",
    component: "nodes-removed",
    config: GROUP,
    change: async (hands) => await hands.act("DeleteNodegroup"),
    fields: ["component missing"],
    diff: ["- component: there"],
    putBack: "replace",
  },
  {
    kind: "eks-nodegroup",
    class: "extra",
    component: "nodes-labelled",
    config: GROUP,
    change: async (hands) =>
      await hands.act("UpdateNodegroupConfig", { labels: { addOrUpdateLabels: { "example.com/owner": "kay" } } }),
    fields: ["config.labels.example\\.com/owner extra"],
    diff: ["  config:", "    labels:", "+     example.com/owner: kay"],
    putBack: "update",
  },
  {
    kind: "eks-nodegroup",
    class: "unhealthy",
    component: "nodes-unwell",
    config: GROUP,
    change: async (hands) => await hands.act("SetHealth", { status: "DEGRADED", issues: [NO_ADDRESSES] }),
    fields: ["health unhealthy"],
    diff: [
      '+ health: "DEGRADED: its subnets have too few free addresses (InsufficientFreeAddresses: subnet-0a). Next: free addresses in the subnets, or give it other subnets. EKS says: none is free"',
    ],
    putBack: "none",
  },
  {
    kind: "eks-addon",
    class: "changed",
    component: "addon-changed",
    config: addon("kube-proxy", { configuration: { mode: "iptables", logging: { level: 2 } } }),
    change: async (hands) =>
      await hands.act("UpdateAddon", { configurationValues: '{"mode": "ipvs", "logging": {"level": 2}}' }),
    fields: ["config.configuration.mode changed"],
    diff: ["  config:", "    configuration:", "-     mode: iptables", "+     mode: ipvs"],
    putBack: "update",
  },
  {
    kind: "eks-addon",
    class: "changed",
    component: "addon-upgraded",
    config: addon("vpc-cni", { version: "v1.20.4-eksbuild.2" }),
    change: async (hands) => await hands.act("UpdateAddon", { addonVersion: "v1.21.1-eksbuild.3" }),
    fields: ["config.version changed"],
    diff: ["  config:", "-   version: v1.20.4-eksbuild.2", "+   version: v1.21.1-eksbuild.3"],
    putBack: "none",
  },
  {
    kind: "eks-addon",
    class: "missing",
    component: "addon-removed",
    after: ["nodes-changed"],
    config: addon("metrics-server"),
    change: async (hands) => await hands.act("DeleteAddon"),
    fields: ["component missing"],
    diff: ["- component: there"],
    putBack: "replace",
  },
  {
    kind: "eks-addon",
    class: "extra",
    component: "addon-configured",
    after: ["nodes-changed"],
    config: addon("coredns", { configuration: { replicaCount: 2 } }),
    change: async (hands) => await hands.act("UpdateAddon", { configurationValues: '{"replicaCount":2,"key":"k1"}' }),
    fields: ["config.configuration.key extra"],
    diff: ["  config:", "    configuration:", "+     key: ***"],
    putBack: "update",
  },
  {
    kind: "eks-addon",
    class: "extra",
    component: "addon-empowered",
    config: addon("eks-pod-identity-agent"),
    change: async (hands) => await hands.act("UpdateAddon", { serviceAccountRoleArn: role("all") }),
    fields: ["addon.serviceAccountRoleArn extra"],
    diff: ["  addon:", '+   serviceAccountRoleArn: "arn:aws:iam::111122223333:role/all"'],
    putBack: "none",
  },
  {
    kind: "eks-addon",
    class: "unhealthy",
    component: "addon-unwell",
    after: ["nodes-changed"],
    config: addon("aws-ebs-csi-driver"),
    change: async (hands) => await hands.act("SetHealth", { status: "DEGRADED", issues: [NO_REPLICAS] }),
    fields: ["health unhealthy"],
    diff: [
      '+ health: "DEGRADED: too few of its pods run; before the first node is there that is normal (InsufficientNumberOfReplicas). Next: check that there are nodes that its pods fit on. EKS says: 0 of 2"',
    ],
    putBack: "none",
  },
  {
    kind: "eks-access-entry",
    class: "changed",
    component: "entry-widened",
    config: entry({ groups: ["testers"], policies: [{ policyArn: policy("Edit"), namespaces: ["shop", "lab"] }] }),
    change: async (hands) => {
      await hands.act("AssociateAccessPolicy", { policyArn: policy("Edit"), accessScope: { type: "cluster" } });
      await hands.act("UpdateAccessEntry", { kubernetesGroups: ["testers", "operators"] });
    },
    fields: ["config.groups changed", `config.policies.${policy("Edit")} changed`],
    diff: [
      "  config:",
      '-   groups: ["testers"]',
      '+   groups: ["operators","testers"]',
      "    policies:",
      `-     "${policy("Edit")}": ["lab","shop"]`,
      `+     "${policy("Edit")}": whole cluster`,
    ],
    putBack: "update",
  },
  {
    kind: "eks-access-entry",
    class: "missing",
    component: "entry-narrowed",
    config: entry({ policies: [{ policyArn: policy("View") }, { policyArn: policy("Edit"), namespaces: ["shop"] }] }),
    change: async (hands) => await hands.act("DisassociateAccessPolicy", { policyArn: policy("Edit") }),
    fields: [`config.policies.${policy("Edit")} missing`],
    diff: ["  config:", "    policies:", `-     "${policy("Edit")}": ["shop"]`],
    putBack: "update",
  },
  {
    kind: "eks-access-entry",
    class: "missing",
    component: "entry-removed",
    config: entry({ policies: [{ policyArn: policy("View") }] }),
    change: async (hands) => await hands.act("DeleteAccessEntry"),
    fields: ["component missing"],
    diff: ["- component: there"],
    putBack: "replace",
  },
  {
    kind: "eks-access-entry",
    class: "extra",
    component: "entry-empowered",
    config: entry({ policies: [{ policyArn: policy("View"), namespaces: ["shop"] }] }),
    change: async (hands) =>
      await hands.act("AssociateAccessPolicy", { policyArn: policy("ClusterAdmin"), accessScope: { type: "cluster" } }),
    fields: [`config.policies.${policy("ClusterAdmin")} extra`],
    diff: ["  config:", "    policies:", `+     "${policy("ClusterAdmin")}": whole cluster`],
    putBack: "update",
  },
  {
    kind: "eks-pod-identity",
    class: "changed",
    component: "identity-changed",
    config: identity("changed"),
    change: async (hands) => await hands.act("UpdatePodIdentityAssociation", { roleArn: role("all") }),
    fields: ["config.roleArn changed"],
    diff: ["  config:", `-   roleArn: "${role("api")}"`, `+   roleArn: "${role("all")}"`],
    putBack: "update",
  },
  {
    kind: "eks-pod-identity",
    class: "missing",
    component: "identity-removed",
    config: identity("removed", { tags: { team: "shop" } }),
    change: async (hands) => await hands.act("DeletePodIdentityAssociation"),
    fields: ["component missing"],
    diff: ["- component: there"],
    putBack: "replace",
  },
  {
    kind: "eks-pod-identity",
    class: "extra",
    component: "identity-chained",
    config: identity("chained"),
    change: async (hands) => await hands.act("UpdatePodIdentityAssociation", { targetRoleArn: role("other") }),
    fields: ["config.targetRoleArn extra"],
    diff: ["  config:", `+   targetRoleArn: "${role("other")}"`],
    putBack: "update",
  },
];

/** What a test changes about the environment with a cluster. */
export interface EksWishes {
  readonly environment: string;
  readonly version?: string;
  readonly cluster?: object;
  readonly general?: object;
  readonly coredns?: object;
}

const ROLES = "arn:aws:iam::111122223333:role";
const POLICIES = "arn:aws:eks::aws:cluster-access-policy";
const NAME = "${components.cluster.outputs.name}";
const SUBNETS = ["subnet-0a", "subnet-0b"];

/**
 * A project with one environment: a cluster, add-ons before and after the nodes, two node groups, two access entries and a
 * pod identity. Everything is named after the environment.
 */
export function eksDocuments(wishes: EksWishes): string {
  const { environment, version = "1.0.0" } = wishes;
  const components = {
    cluster: {
      kind: "eks-cluster",
      config: { name: environment, version: "1.35", roleArn: `${ROLES}/eks`, subnetIds: SUBNETS, ...wishes.cluster },
    },
    admins: {
      kind: "eks-access-entry",
      config: {
        cluster: NAME,
        principalArn: `${ROLES}/admins`,
        policies: [{ policyArn: `${POLICIES}/AmazonEKSClusterAdminPolicy` }],
      },
    },
    developers: {
      kind: "eks-access-entry",
      config: {
        cluster: NAME,
        principalArn: `${ROLES}/developers`,
        policies: [{ policyArn: `${POLICIES}/AmazonEKSEditPolicy`, namespaces: ["shop"] }],
      },
    },
    cni: { kind: "eks-addon", config: { cluster: NAME, name: "vpc-cni" } },
    "pod-identity": { kind: "eks-addon", config: { cluster: NAME, name: "eks-pod-identity-agent" } },
    "api-role": {
      kind: "eks-pod-identity",
      after: ["pod-identity"],
      config: { cluster: NAME, namespace: "shop", serviceAccount: "api", roleArn: `${ROLES}/api` },
    },
    general: {
      kind: "eks-nodegroup",
      after: ["cni"],
      config: {
        cluster: NAME,
        name: "general",
        nodeRoleArn: `${ROLES}/nodes`,
        subnetIds: SUBNETS,
        scaling: { min: 1, max: 4, desired: 2 },
        ...wishes.general,
      },
    },
    batch: {
      kind: "eks-nodegroup",
      after: ["cni"],
      config: {
        cluster: NAME,
        name: "batch",
        nodeRoleArn: `${ROLES}/nodes`,
        subnetIds: SUBNETS,
        capacityType: "SPOT",
        scaling: { min: 0, max: 10, desired: 1 },
        taints: [{ key: "batch", value: "true", effect: "NO_SCHEDULE" }],
      },
    },
    coredns: { kind: "eks-addon", after: ["general"], config: { cluster: NAME, name: "coredns", ...wishes.coredns } },
  };
  const project = "lab";
  const named = { project, name: environment };
  const documents = [
    { kind: "Project", metadata: { name: project }, spec: {} },
    { kind: "Blueprint", metadata: { ...named, version }, spec: { components } },
    {
      kind: "Release",
      metadata: { project, version: `${environment}-${version}` },
      spec: { blueprint: `${environment}@${version}`, artifacts: {} },
    },
    {
      kind: "Environment",
      metadata: named,
      spec: { class: "dev", cell: "local", release: `${environment}-${version}` },
    },
  ];
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}

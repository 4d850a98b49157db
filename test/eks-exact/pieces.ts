const ROLES = "arn:aws:iam::111122223333:role";
const POLICIES = "arn:aws:eks::aws:cluster-access-policy";
const SUBNETS = ["subnet-0a", "subnet-0b"];

/** The only cluster of an account. */
export const CLUSTER = "main";

/** What is done to a component, and what that must come to. */
export interface Act {
  /** Its config from then on, over the one before; absent where it is taken away. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Operations of EKS with an effect, each as often as it is to have one. */
  readonly effects: readonly string[];
  /** What EKS holds of it then, at least; absent where that is nothing. */
  readonly holds?: object;
}

/** A component, and what is done to it, in this order. */
export interface Piece {
  readonly name: string;
  readonly kind: string;
  readonly after?: readonly string[];
  readonly acts: Readonly<Record<"create" | "delete", Act>> & Readonly<Record<string, Act>>;
  /** Operations that look at it. */
  readonly looks: readonly string[];
  /** Key under which calls about it are known; absent where EKS makes it up. */
  readonly key?: string;
}

/** Everything that a cluster usually has. A kind's first piece stands for it where one is enough. */
export const PIECES: readonly Piece[] = [
  {
    name: "cluster",
    kind: "eks-cluster",
    looks: ["DescribeCluster", "DescribeUpdate"],
    key: `*/cluster/${CLUSTER}`,
    acts: {
      create: {
        config: { name: CLUSTER, version: "1.35", roleArn: `${ROLES}/eks`, subnetIds: SUBNETS },
        effects: ["CreateCluster"],
        holds: { doc: { status: "ACTIVE", version: "1.35" } },
      },
      update: {
        config: { endpointAccess: { public: false, private: true }, logging: ["api", "audit"], tags: { team: "a" } },
        effects: ["TagResource", "UpdateClusterConfig", "UpdateClusterConfig"],
        holds: { doc: { status: "ACTIVE", resourcesVpcConfig: { endpointPublicAccess: false }, tags: { team: "a" } } },
      },
      delete: { effects: ["DeleteCluster"] },
    },
  },
  nodegroup("general", {
    create: { scaling: { min: 1, max: 4, desired: 2 } },
    update: { scaling: { min: 2, max: 6, desired: 3 }, labels: { pool: "general" } },
    holds: { scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 3 }, labels: { pool: "general" } },
  }),
  nodegroup("batch", {
    create: { capacityType: "SPOT", scaling: { min: 0, max: 10, desired: 1 } },
    update: { taints: [{ key: "batch", value: "true", effect: "NO_SCHEDULE" }] },
    holds: { capacityType: "SPOT", taints: [{ key: "batch", value: "true", effect: "NO_SCHEDULE" }] },
  }),
  addon("vpc-cni", ["cluster"]),
  addon("kube-proxy", ["cluster"]),
  addon("eks-pod-identity-agent", ["cluster"]),
  addon("coredns", ["general"]),
  accessEntry("developers", ["AmazonEKSEditPolicy", "AmazonEKSViewPolicy"]),
  accessEntry("admins", ["AmazonEKSClusterAdminPolicy"]),
  accessEntry("auditors", []),
  podIdentity("api"),
  podIdentity("jobs"),
];

/** One component of each kind. */
export const KINDS: readonly Piece[] = PIECES.filter(
  ({ kind }, index) => PIECES.findIndex((other) => other.kind === kind) === index,
);

interface NodegroupOf {
  readonly create: object;
  readonly update: object;
  readonly holds: object;
}

function nodegroup(name: string, { create, update, holds }: NodegroupOf): Piece {
  const made = { cluster: CLUSTER, name, nodeRoleArn: `${ROLES}/nodes`, subnetIds: SUBNETS, ...create };
  return {
    name,
    kind: "eks-nodegroup",
    after: ["vpc-cni"],
    looks: ["DescribeNodegroup", "DescribeUpdate"],
    key: `*/nodegroup/${CLUSTER}/${name}`,
    acts: {
      create: { config: made, effects: ["CreateNodegroup"], holds: { doc: { status: "ACTIVE" } } },
      update: {
        config: { ...update },
        effects: ["UpdateNodegroupConfig"],
        holds: { doc: { status: "ACTIVE", ...holds } },
      },
      delete: { effects: ["DeleteNodegroup"] },
    },
  };
}

function addon(name: string, after: readonly string[]): Piece {
  return {
    name,
    kind: "eks-addon",
    after,
    looks: ["DescribeAddon", "DescribeUpdate"],
    key: `*/addon/${CLUSTER}/${name}`,
    acts: {
      create: { config: { cluster: CLUSTER, name }, effects: ["CreateAddon"], holds: { doc: { status: "ACTIVE" } } },
      update: {
        config: { configuration: { replicaCount: 3 } },
        effects: ["UpdateAddon"],
        holds: { doc: { status: "ACTIVE", configurationValues: '{"replicaCount":3}' } },
      },
      delete: { effects: ["DeleteAddon"] },
    },
  };
}

function accessEntry(name: string, policies: readonly string[]): Piece {
  const principalArn = `${ROLES}/${name}`;
  const policyArns = policies.map((policy) => ({ policyArn: `${POLICIES}/${policy}` }));
  const changed = [{ policyArn: `${POLICIES}/AmazonEKSAdminPolicy`, namespaces: ["shop"] }];
  const scope = { type: "namespace", namespaces: ["shop"] };
  return {
    name,
    kind: "eks-access-entry",
    after: ["cluster"],
    looks: ["DescribeAccessEntry", "ListAssociatedAccessPolicies"],
    key: `*/access-entry/${CLUSTER}/${principalArn}`,
    acts: {
      create: {
        config: { cluster: CLUSTER, principalArn, policies: policyArns },
        effects: ["CreateAccessEntry", ...policies.map(() => "AssociateAccessPolicy")],
        holds: { doc: { kubernetesGroups: [] }, inner: { policies: policyArns } },
      },
      update: {
        config: { groups: ["deployers"], policies: changed, tags: { team: "a" } },
        effects: [
          "UpdateAccessEntry",
          "AssociateAccessPolicy",
          ...policies.map(() => "DisassociateAccessPolicy"),
          "TagResource",
        ],
        holds: {
          doc: { kubernetesGroups: ["deployers"], tags: { team: "a" } },
          inner: { policies: [{ policyArn: changed[0]?.policyArn, accessScope: scope }] },
        },
      },
      delete: { effects: ["DeleteAccessEntry"] },
    },
  };
}

function podIdentity(serviceAccount: string): Piece {
  return {
    name: `${serviceAccount}-role`,
    kind: "eks-pod-identity",
    after: ["eks-pod-identity-agent"],
    looks: ["DescribePodIdentityAssociation", "ListPodIdentityAssociations"],
    acts: {
      create: {
        config: { cluster: CLUSTER, namespace: "shop", serviceAccount, roleArn: `${ROLES}/${serviceAccount}` },
        effects: ["CreatePodIdentityAssociation"],
        holds: { doc: { serviceAccount, roleArn: `${ROLES}/${serviceAccount}` } },
      },
      update: {
        config: { roleArn: `${ROLES}/${serviceAccount}-next` },
        effects: ["UpdatePodIdentityAssociation"],
        holds: { doc: { serviceAccount, roleArn: `${ROLES}/${serviceAccount}-next` } },
      },
      delete: { effects: ["DeletePodIdentityAssociation"] },
    },
  };
}

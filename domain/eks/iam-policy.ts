import type { JsonObject } from "../schema/json.ts";

/** Where a cell may act. */
export interface PolicyPlace {
  readonly account: string;
  readonly region: string;
  /** What the names of its secrets begin with. */
  readonly secretsPrefix: string;
}

/** Kinds of resources of EKS, as their ARNs name them. */
const RESOURCES = ["cluster", "nodegroup", "addon", "access-entry", "podidentityassociation", "fargateprofile"];

/** What EKS offers belongs to no account: these take no resource. */
const OFFERS: ReadonlySet<string> = new Set(["describeAddonVersions", "describeClusterVersions"]);
/** Who acts with the roles that are given: EKS for clusters and add-ons, instances for nodes, and pods. */
const TAKES_ROLES = ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com"];

/** The permission that an operation needs: `eks:DescribeCluster` for `describeCluster`. */
export function iamAction(operation: string): string {
  return `eks:${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
}

/** The policy of IAM that a cell's role needs for these operations, and nothing besides. */
export function iamPolicy(operations: readonly string[], { account, region, secretsPrefix }: PolicyPlace): JsonObject {
  const offers = operations.filter((operation) => OFFERS.has(operation));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DriveEks",
        Effect: "Allow",
        Action: operations
          .filter((operation) => !OFFERS.has(operation))
          .map(iamAction)
          .toSorted(),
        Resource: RESOURCES.map((resource) => `arn:aws:eks:${region}:${account}:${resource}/*`),
      },
      ...(offers.length === 0
        ? []
        : [{ Sid: "SeeWhatEksOffers", Effect: "Allow", Action: offers.map(iamAction).toSorted(), Resource: ["*"] }]),
      {
        // Roles of clusters, nodes, add-ons and pods are given to EKS by name, and to nobody else.
        Sid: "GiveRolesToEks",
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: [`arn:aws:iam::${account}:role/*`],
        Condition: { StringEquals: { "iam:PassedToService": TAKES_ROLES } },
      },
      {
        // EKS looks at a role on behalf of the caller. The condition above would deny that: a look passes nothing.
        Sid: "LookAtRoles",
        Effect: "Allow",
        Action: ["iam:GetRole"],
        Resource: [`arn:aws:iam::${account}:role/*`],
      },
      {
        Sid: "LetEksMakeItsOwnRoles",
        Effect: "Allow",
        Action: ["iam:CreateServiceLinkedRole"],
        Resource: [`arn:aws:iam::${account}:role/aws-service-role/*`],
        Condition: { StringEquals: { "iam:AWSServiceName": ["eks.amazonaws.com", "eks-nodegroup.amazonaws.com"] } },
      },
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        Resource: [`arn:aws:secretsmanager:${region}:${account}:secret:${secretsPrefix}*`],
      },
    ],
  };
}

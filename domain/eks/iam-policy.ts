import type { JsonObject } from "../schema/json.ts";

/** Where a cell may act. */
export interface PolicyPlace {
  readonly account: string;
  readonly region: string;
}

/** Kinds of resources of EKS, as their ARNs name them. */
const RESOURCES = ["cluster", "nodegroup", "addon", "access-entry", "podidentityassociation", "fargateprofile"];

/** What EKS offers belongs to no account: these take no resource. */
const OFFERS: ReadonlySet<string> = new Set(["describeAddonVersions", "describeClusterVersions"]);

/** The permission that an operation needs: `eks:DescribeCluster` for `describeCluster`. */
export function iamAction(operation: string): string {
  return `eks:${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
}

/** The policy of IAM that a cell's role needs for these operations, and nothing besides. */
export function iamPolicy(operations: readonly string[], { account, region }: PolicyPlace): JsonObject {
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
        // Roles of clusters, nodes, add-ons and pods are given to EKS by name.
        Sid: "GiveRolesToEks",
        Effect: "Allow",
        Action: ["iam:GetRole", "iam:PassRole"],
        Resource: [`arn:aws:iam::${account}:role/*`],
      },
      {
        Sid: "LetEksMakeItsOwnRoles",
        Effect: "Allow",
        Action: ["iam:CreateServiceLinkedRole"],
        Resource: [`arn:aws:iam::${account}:role/aws-service-role/*`],
        Condition: { StringEquals: { "iam:AWSServiceName": ["eks.amazonaws.com", "eks-nodegroup.amazonaws.com"] } },
      },
    ],
  };
}

import { randomUUID } from "node:crypto";

/** Where a cell acts. */
export interface ProbePlace {
  readonly account: string;
  readonly region: string;
}

const POLICY = "cluster-access-policy/AmazonEKSViewPolicy";

/**
 * An input that has everything that any operation asks for, and names nothing that is there: of it each operation takes its
 * own members, and finds no cluster of that name. Its name is random, and so nobody has taken it.
 *
 * What makes a cluster finds three things that can never be had: a role of an account that does not exist, subnets that do not
 * exist, and a version that was never offered.
 */
export function probeInput({ account, region }: ProbePlace): Readonly<Record<string, unknown>> {
  const name = `holdfast-check-${randomUUID()}`;
  const partition = partitionOf(region);
  const role = `arn:${partition}:iam::000000000000:role/${name}`;
  const subnets = ["subnet-00000000000000000", "subnet-00000000000000001"];
  return {
    name,
    clusterName: name,
    nodegroupName: name,
    fargateProfileName: name,
    addonName: name,
    principalArn: role,
    policyArn: `arn:${partition}:eks::aws:${POLICY}`,
    associationId: "a-00000000000000000",
    updateId: randomUUID(),
    resourceArn: `arn:${partition}:eks:${region}:${account}:cluster/${name}`,
    roleArn: role,
    nodeRole: role,
    version: "1.0",
    resourcesVpcConfig: { subnetIds: subnets },
    subnets,
    namespace: "default",
    serviceAccount: "default",
    accessScope: { type: "cluster" },
    tags: { "holdfast:check": "permissions" },
    tagKeys: ["holdfast:check"],
    clientRequestToken: randomUUID(),
  };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

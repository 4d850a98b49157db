import { EKS_OPERATIONS } from "../adapters/eks/aws-eks.ts";
import { iamPolicy } from "../domain/eks/iam-policy.ts";

/** The reference page of what the role of an AWS cell must be allowed. */
export function eksPermissionsPage(): string {
  const place = { account: "111122223333", region: "eu-west-1", secretsPrefix: "holdfast/" };
  const policy = iamPolicy(EKS_OPERATIONS, place);
  return [
    "# Permissions of an AWS cell",
    "",
    "The policy of IAM that the role of an AWS cell needs. It is made from the list of operations that the drivers use, and",
    "this page is generated: `npm run generate`. Put in your account and region, and name the roles of your clusters,",
    "nodes and pods instead of `role/*`. Secrets that have a key of your own need `kms:Decrypt` on that key, too.",
    "",
    "```json",
    JSON.stringify(policy, null, 2),
    "```",
    "",
    "## Which are missing",
    "",
    "`holdfast doctor --cell NAME` names each permission of EKS that a cell lacks, to look and to change. A cell of AWS says by",
    "itself, at its start, which one to look is missing.",
    "",
    "The cell finds out by calling each operation once about a cluster that does not exist. IAM decides before EKS looks for the",
    "cluster: whoever may is told that there is none, whoever may not is told so. Nothing is made or changed:",
    "",
    "- the name is random, new with each check, so that nobody has a cluster of that name;",
    "- what makes a cluster is given a role of an account that does not exist, subnets that do not exist, and a version that EKS",
    "  has never offered: it refuses that for each of the three;",
    "- the calls are in the account's trail, by `holdfast-check-…`, and each has its place in the cell's rate: a check takes some",
    "  seconds.",
    "",
    "A policy that allows some names of clusters only may deny these calls, and still be enough. Permissions of IAM, as",
    "`iam:PassRole`, depend on the role that is given and are not checked. What is missing after all shows when it is used: the",
    "component fails with `CLOUD_DENIED`, which names it. EKS may ask for more on behalf of the caller, as `ec2:DescribeSubnets`",
    "for a node group with a launch template: then what it says is in the fault, too.",
    "",
  ].join("\n");
}

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
    "A cell says at its start which permission to look is missing. One to change something that is missing shows when it is",
    "used: the component fails with `CLOUD_DENIED`, which names it. EKS may ask for more on behalf of the caller, as",
    "`ec2:DescribeSubnets` for a node group with a launch template: then what it says is in the fault, too.",
    "",
  ].join("\n");
}

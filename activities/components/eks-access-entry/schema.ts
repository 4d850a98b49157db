import { z } from "zod";
import { ACCESS_ENTRY_TYPES, takesNames, takesPolicies } from "../../../domain/eks/access-entry-types.ts";
import { ClusterName, PrincipalArn, Tags } from "../eks/schema.ts";

const Policy = z.strictObject({
  policyArn: z
    .string()
    .max(500)
    .regex(/^arn:aws[a-z-]*:eks::aws:cluster-access-policy\/\S+$/, "write the ARN of an access policy of EKS")
    .describe("Access policy, as `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`."),
  namespaces: z
    .array(z.string().min(1).max(63))
    .max(100)
    .default([])
    .describe("Namespaces that it holds for; none for the whole cluster."),
});

const Config = z.strictObject({
  cluster: ClusterName.describe("Name of the cluster, as `${components.cluster.outputs.name}`."),
  principalArn: PrincipalArn.describe("Role or user of IAM that gets in."),
  type: z
    .enum(ACCESS_ENTRY_TYPES)
    .default("STANDARD")
    .describe("What it is for. EKS makes those of node roles by itself."),
  username: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe("Its name in Kubernetes, of type STANDARD only; EKS chooses when absent."),
  groups: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe("Its groups in Kubernetes, of type STANDARD only: EKS gives nodes theirs."),
  policies: z
    .array(Policy)
    .max(50)
    .default([])
    .describe(
      "Its access policies, of type STANDARD, which has these and no others, or EC2, which has these at least.",
    ),
  tags: Tags,
});

/** Config of an access entry. */
export const EksAccessEntryConfig = Config.refine(
  ({ type, username, groups }) => takesNames(type) || (username === undefined && groups.length === 0),
  {
    path: ["type"],
    message: "only entries of type STANDARD can be given a username and groups: EKS gives nodes theirs",
  },
).refine(({ type, policies }) => takesPolicies(type) || policies.length === 0, {
  path: ["type"],
  message: "only entries of type STANDARD or EC2 can be given policies",
});
/** Config of an access entry, parsed. */
export type EksAccessEntryConfig = z.infer<typeof EksAccessEntryConfig>;

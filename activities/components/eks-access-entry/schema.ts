import { z } from "zod";
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

/** Config of an access entry. */
export const EksAccessEntryConfig = z.strictObject({
  cluster: ClusterName.describe("Name of the cluster, as `${components.cluster.outputs.name}`."),
  principalArn: PrincipalArn.describe("Role or user of IAM that gets in."),
  type: z
    .enum(["STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"])
    .default("STANDARD")
    .describe("What it is for. EKS makes those of node roles by itself."),
  username: z.string().min(1).max(500).optional().describe("Its name in Kubernetes; EKS chooses when absent."),
  groups: z.array(z.string().min(1).max(200)).max(50).default([]).describe("Its groups in Kubernetes."),
  policies: z.array(Policy).max(50).default([]).describe("Its access policies; it has these and no others."),
  tags: Tags,
});
/** Config of an access entry, parsed. */
export type EksAccessEntryConfig = z.infer<typeof EksAccessEntryConfig>;

import { z } from "zod";
import { ClusterName, RoleArn, Tags } from "../eks/schema.ts";

/** Config of a pod identity association. */
export const EksPodIdentityConfig = z.strictObject({
  cluster: ClusterName.describe("Name of the cluster, as `${components.cluster.outputs.name}`."),
  namespace: z.string().min(1).max(63).describe("Namespace of the service account."),
  serviceAccount: z.string().min(1).max(253).describe("Service account whose pods get the role."),
  roleArn: RoleArn.describe("Role that the pods get."),
  targetRoleArn: RoleArn.optional().describe("Role of another account that the first one assumes for the pods."),
  tags: Tags,
});
/** Config of a pod identity association, parsed. */
export type EksPodIdentityConfig = z.infer<typeof EksPodIdentityConfig>;

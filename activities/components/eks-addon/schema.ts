import { z } from "zod";
import { JsonValue } from "../../../domain/schema/json.ts";
import { ClusterName, RoleArn, Tags } from "../eks/schema.ts";

const ResolveConflicts = z.strictObject({
  create: z
    .enum(["NONE", "OVERWRITE"])
    .default("NONE")
    .describe("What is done about settings that are in the cluster already: fail, or take over."),
  update: z
    .enum(["NONE", "OVERWRITE", "PRESERVE"])
    .default("PRESERVE")
    .describe("What is done about settings that somebody changed in the cluster: fail, put back, or keep."),
});

/** Config of an add-on. */
export const EksAddonConfig = z.strictObject({
  cluster: ClusterName.describe("Name of the cluster, as `${components.cluster.outputs.name}`."),
  name: z.string().min(1).max(100).describe("Name of the add-on, as `vpc-cni`."),
  version: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      "Its version, as `v1.18.3-eksbuild.3`. Without it EKS chooses one when it is made, and any will do later.",
    ),
  serviceAccountRoleArn: RoleArn.optional().describe(
    "Role of its service account. The one that is there stays when absent.",
  ),
  configuration: z
    .record(z.string(), JsonValue)
    .optional()
    .describe("Its configuration values. What is in the cluster stays when absent."),
  resolveConflicts: ResolveConflicts.prefault({}).describe("What is done about settings of others."),
  keepOnRemoval: z
    .boolean()
    .default(false)
    .describe("Whether its software stays in the cluster when the component is deleted."),
  tags: Tags,
});
/** Config of an add-on, parsed. */
export type EksAddonConfig = z.infer<typeof EksAddonConfig>;

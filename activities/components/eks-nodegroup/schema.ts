import { z } from "zod";
import { ClusterName, KubernetesVersion, NodegroupName, RoleArn, SubnetIds, Tags } from "../eks/schema.ts";

const Size = z.int().min(0).max(450);

const Scaling = z
  .strictObject({
    min: Size.describe("Fewest nodes."),
    max: Size.min(1).describe("Most nodes."),
    desired: Size.optional().describe(
      "Nodes to begin with. Later it is asked for again only when it is changed here, so that an autoscaler may move it.",
    ),
  })
  .refine(({ min, max }) => min <= max, "min must not be above max")
  .refine(({ min, max, desired = min }) => desired >= min && desired <= max, "desired must lie between min and max");

const Update = z.union([
  z.strictObject({ maxUnavailable: z.int().min(1).max(100).describe("Nodes that may be away at once.") }),
  z.strictObject({
    maxUnavailablePercentage: z.int().min(1).max(100).describe("Share of nodes that may be away at once, in percent."),
  }),
]);

const NodeTaint = z.strictObject({
  key: z.string().min(1).max(63),
  value: z.string().max(63).default(""),
  effect: z.enum(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]),
});

/** Config of a node group. */
export const EksNodegroupConfig = z.strictObject({
  cluster: ClusterName.describe("Name of the cluster, as `${components.cluster.outputs.name}`."),
  name: NodegroupName.describe("Name of the node group, unique in its cluster."),
  nodeRoleArn: RoleArn.describe("Role of the nodes."),
  subnetIds: SubnetIds.describe("Subnets that the nodes are launched in."),
  instanceTypes: z
    .array(z.string().min(1).max(50))
    .max(20)
    .default([])
    .describe("Instance types; none where the launch template says it, or for the one that EKS chooses."),
  capacityType: z.enum(["ON_DEMAND", "SPOT"]).default("ON_DEMAND").describe("How instances are bought."),
  amiType: z.string().min(1).max(100).optional().describe("Kind of machine image, as `AL2023_x86_64_STANDARD`."),
  diskSizeGb: z.int().min(1).max(16_384).optional().describe("Size of a node's disk, in GiB."),
  launchTemplate: z
    .strictObject({
      id: z.string().min(1).max(100).describe("Id of the launch template."),
      version: z
        .string()
        .regex(
          /^[1-9]\d{0,18}$/,
          'write the number of a version, as "3": what $Latest and $Default mean moves by itself',
        )
        .optional()
        .describe("Number of its version, as `3`; the default one of that moment when absent."),
    })
    .optional()
    .describe("Launch template that the nodes are made from. Whether there is one is decided when it is made."),
  scaling: Scaling.describe("How many nodes there are."),
  update: Update.default({ maxUnavailable: 1 }).describe("How many nodes may be away while they are exchanged."),
  labels: z
    .record(z.string().min(1).max(63), z.string().max(63))
    .default({})
    .describe("Kubernetes labels of the nodes."),
  taints: z.array(NodeTaint).max(50).default([]).describe("Kubernetes taints of the nodes."),
  version: KubernetesVersion.optional().describe(
    "Version of Kubernetes of the nodes; that of the cluster when absent. A change of it is an upgrade, not a change of config.",
  ),
  releaseVersion: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      "Release of the machine image; the latest when absent. A change of it is an upgrade, not a change of config.",
    ),
  stuckPods: z
    .enum(["hold", "force"])
    .default("hold")
    .describe(
      "What an upgrade does where pods may not be moved away: stop and hold, or exchange their nodes all the same, once it was tried without.",
    ),
  tags: Tags,
});
/** Config of a node group, parsed. */
export type EksNodegroupConfig = z.infer<typeof EksNodegroupConfig>;

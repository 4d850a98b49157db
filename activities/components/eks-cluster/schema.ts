import { z } from "zod";
import { LOG_TYPES } from "../../../domain/eks/cluster-changes.ts";
import { ClusterName, KubernetesVersion, RoleArn, SubnetIds, Tags } from "../eks/schema.ts";

const EndpointAccess = z
  .strictObject({
    public: z.boolean().default(true).describe("Whether the API server is reached from the internet."),
    private: z.boolean().default(true).describe("Whether it is reached from inside of the VPC."),
    publicCidrs: z
      .array(z.cidrv4().or(z.cidrv6()))
      .min(1)
      .max(40)
      .default(["0.0.0.0/0"])
      .describe("Where from it is reached from the internet."),
  })
  .refine((access) => access.public || access.private, "the API server needs at least one way in");

/** Config of a cluster. */
export const EksClusterConfig = z.strictObject({
  name: ClusterName.describe("Name of the cluster, unique in its account and region."),
  version: KubernetesVersion.describe(
    "Version of Kubernetes, as `1.31`. A change of it is an upgrade, not a change of config.",
  ),
  roleArn: RoleArn.describe("Role that EKS acts with."),
  subnetIds: SubnetIds.min(2).describe("Subnets of the control plane, in at least two zones."),
  securityGroupIds: z
    .array(z.string().min(1).max(100))
    .max(4)
    .default([])
    .describe("Security groups of the control plane, besides the one that EKS makes."),
  endpointAccess: EndpointAccess.prefault({}).describe("From where the API server is reached."),
  logging: z
    .array(z.enum(LOG_TYPES))
    .max(LOG_TYPES.length)
    .default([])
    .describe("Logs of the control plane that go to CloudWatch."),
  authenticationMode: z
    .enum(["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"])
    .default("API")
    .describe("Where access is kept. Access entries need one of the two with API. It can go forward only."),
  creatorIsAdmin: z
    .boolean()
    .default(true)
    .describe(
      "Whether the cell's role is an administrator of the cluster. Read when it is made; a later change does nothing.",
    ),
  selfManagedAddons: z
    .boolean()
    .default(false)
    .describe(
      "Whether EKS installs network add-ons that nobody manages. Read when it is made; a later change does nothing.",
    ),
  upgradePolicy: z
    .enum(["STANDARD", "EXTENDED"])
    .default("EXTENDED")
    .describe("What EKS does at the end of standard support: upgrade by itself, or go on at a higher price."),
  acceptedInsights: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe("Names of insights that may say no: an upgrade goes on, and forces the control plane past them."),
  rollback: z
    .enum(["refuse", "allow"])
    .default("refuse")
    .describe(
      "Whether an earlier `version`, by one minor, takes the control plane back. EKS does so within 7 days of its upgrade, while no node is newer.",
    ),
  zonalShift: z.boolean().default(false).describe("Whether traffic may be moved away from a zone that is unwell."),
  deletionProtection: z
    .enum(["off", "on", "strict"])
    .default("off")
    .describe(
      "`on` keeps everybody but Holdfast from deleting it. With `strict` a person has to switch it off first, Holdfast does not.",
    ),
  ipFamily: z.enum(["ipv4", "ipv6"]).default("ipv4").describe("Addresses that pods and services get."),
  serviceIpv4Cidr: z.cidrv4().optional().describe("Addresses of services; EKS chooses when absent."),
  tags: Tags,
});
/** Config of a cluster, parsed. */
export type EksClusterConfig = z.infer<typeof EksClusterConfig>;

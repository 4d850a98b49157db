import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf, checkName, checkQuota, checkTags, TagsSchema, tokenOf } from "../check-input.ts";
import { scheduleCourse } from "../machines/transition.ts";
import { inUse, invalidParameter, limitExceeded } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { ClusterDoc } from "../shapes.ts";
import type { World } from "../world.ts";
import { keyOf } from "../resource.ts";

const CLUSTERS_MAX = 100;
const NAME_LENGTH_MAX = 100;
const SECURITY_GROUPS_MAX = 4;
const PUBLIC_CIDRS_MAX = 40;

const Body = z.looseObject({
  name: z.string().min(1),
  version: z.string().optional(),
  roleArn: z.string().min(1),
  resourcesVpcConfig: z.looseObject({
    subnetIds: z.array(z.string()).min(1),
    securityGroupIds: z.array(z.string()).default([]),
    endpointPublicAccess: z.boolean().default(true),
    endpointPrivateAccess: z.boolean().default(false),
    publicAccessCidrs: z.array(z.string()).default(["0.0.0.0/0"]),
  }),
  kubernetesNetworkConfig: z.looseObject({}).optional(),
  logging: z.looseObject({}).optional(),
  tags: TagsSchema.default({}),
  accessConfig: z
    .looseObject({
      authenticationMode: z.enum(["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"]).default("CONFIG_MAP"),
      bootstrapClusterCreatorAdminPermissions: z.boolean().default(true),
    })
    .default({ authenticationMode: "CONFIG_MAP", bootstrapClusterCreatorAdminPermissions: true }),
  bootstrapSelfManagedAddons: z.boolean().default(true),
  upgradePolicy: z.looseObject({ supportType: z.enum(["STANDARD", "EXTENDED"]) }).default({ supportType: "EXTENDED" }),
  computeConfig: z.looseObject({ enabled: z.boolean().optional() }).optional(),
  deletionProtection: z.boolean().default(false),
});

type Input = z.infer<typeof Body>;

export const createCluster: Operation = {
  name: "CreateCluster",
  method: "POST",
  path: ["clusters"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(Body, call);
    const { name } = input;
    check(world, input);
    const clusters = world.store.list("cluster", call.caller, "");
    const grave = world.store.graveUntil(keyOf(call.caller, "cluster", { cluster: name, name }));
    if (clusters.some((other) => other.name === name) || grave > world.nowMs) {
      throw inUse(`Cluster already exists with name: ${name}`, { clusterName: name });
    }
    checkQuota(clusters.length, { most: CLUSTERS_MAX, what: "Cluster" });

    const identity = world.identify(call.caller, "cluster", { cluster: name, name });
    const doc = clusterDoc(world, identity, input);
    const inner = {
      creator: call.caller.principal,
      selfManaged: input.bootstrapSelfManagedAddons ? selfManagedAddons(world) : {},
      createdVersion: doc.version,
      insights: [],
      insightOverrides: {},
    };
    const cluster: ResourceOf<"cluster"> = { ...identity, kind: "cluster", doc, inner };
    world.put(cluster, "lagging");
    scheduleCourse(world, cluster, {
      verb: "create",
      seconds: world.takes("cluster create", cluster.incarnation),
      failSeconds: world.takes("cluster create fails", cluster.incarnation),
      override: call.override,
    });
    return { body: { cluster: doc }, resource: cluster.key };
  },
};

function check({ catalogue }: World, { name, version, resourcesVpcConfig, tags }: Input): void {
  checkName(name, { what: "name", longest: NAME_LENGTH_MAX });
  checkTags(tags);
  if (version !== undefined && catalogue.find(version) === undefined) {
    throw invalidParameter(`unsupported Kubernetes version ${version}`);
  }
  if (resourcesVpcConfig.subnetIds.length < 2) {
    throw invalidParameter("Subnets specified must be in at least two different AZs");
  }
  checkVpcQuotas(resourcesVpcConfig);
}

/** @throws Refused for more security groups or public CIDRs than a cluster may have. */
export function checkVpcQuotas(config: {
  securityGroupIds?: readonly string[];
  publicAccessCidrs?: readonly string[];
}): void {
  if ((config.securityGroupIds?.length ?? 0) > SECURITY_GROUPS_MAX) {
    throw limitExceeded(`A cluster can have at most ${SECURITY_GROUPS_MAX} security groups.`);
  }
  if ((config.publicAccessCidrs?.length ?? 0) > PUBLIC_CIDRS_MAX) {
    throw limitExceeded(`A cluster can have at most ${PUBLIC_CIDRS_MAX} public access CIDRs.`);
  }
}

function clusterDoc(
  { catalogue, draw, nowSeconds }: World,
  { account, region, incarnation }: { account: string; region: string; incarnation: string },
  input: Input,
): ClusterDoc {
  const { bootstrapSelfManagedAddons: _bootstrap, clientRequestToken: _token, ...given } = input;
  const token = tokenOf(input);
  const version = input.version ?? catalogue.defaultVersion().clusterVersion;
  const vpcId = `vpc-0${draw.hex({ incarnation, event: "vpc" }, 16)}`;
  return {
    ...given,
    arn: `arn:aws:eks:${region}:${account}:cluster/${input.name}`,
    createdAt: nowSeconds,
    version,
    platformVersion: catalogue.find(version)?.defaultPlatformVersion ?? "eks.1",
    status: "CREATING",
    certificateAuthority: {},
    resourcesVpcConfig: { ...input.resourcesVpcConfig, vpcId },
    kubernetesNetworkConfig: { serviceIpv4Cidr: "10.100.0.0/16", ipFamily: "ipv4", ...input.kubernetesNetworkConfig },
    logging: input.logging ?? { clusterLogging: [] },
    accessConfig: input.accessConfig,
    computeConfig: input.computeConfig?.enabled === true ? { enabled: true } : { enabled: false },
    health: { issues: [] },
    ...(token === undefined ? {} : { clientRequestToken: token }),
  };
}

function selfManagedAddons({ catalogue }: World): Record<string, boolean> {
  const installed = catalogue.data.addons.filter(({ isSelfManagedByDefault }) => isSelfManagedByDefault);
  return Object.fromEntries(installed.map(({ addonName }) => [addonName, false]));
}

import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf, checkName, checkQuota, checkTags, TagsSchema } from "../check-input.ts";
import { unlockedCluster } from "../find-resource.ts";
import { addNodeEntry } from "../machines/auto-entries.ts";
import { scheduleCourse } from "../machines/transition.ts";
import { inUse, invalidParameter, limitExceeded } from "../refused.ts";
import { keyOf } from "../resource.ts";
import type { ResourceOf } from "../resource.ts";
import type { NodegroupDoc, Scaling } from "../shapes.ts";
import type { Identity, World } from "../world.ts";

const NODEGROUPS_MAX = 30;
const NAME_LENGTH_MAX = 63;
const NODES_MAX = 450;
const UNAVAILABLE_MAX = 100;
const INSTANCE_TYPES_MAX = 20;

const Count = z.number().int().min(0);

export const ScalingSchema = z.looseObject({
  minSize: Count.optional(),
  maxSize: Count.optional(),
  desiredSize: Count.optional(),
});

export const UpdateConfigSchema = z.looseObject({
  maxUnavailable: z.number().int().min(1).optional(),
  maxUnavailablePercentage: z.number().int().min(1).max(100).optional(),
});

const TaintSchema = z.looseObject({
  key: z.string().optional(),
  value: z.string().optional(),
  effect: z.string().optional(),
});

const Body = z.looseObject({
  nodegroupName: z.string().min(1),
  subnets: z.array(z.string()).min(1),
  nodeRole: z.string().min(1),
  scalingConfig: ScalingSchema.default({}),
  updateConfig: UpdateConfigSchema.optional(),
  instanceTypes: z.array(z.string()).default(["t3.medium"]),
  amiType: z.string().default("AL2023_x86_64_STANDARD"),
  capacityType: z.string().default("ON_DEMAND"),
  diskSize: z.number().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  taints: z.array(TaintSchema).default([]),
  tags: TagsSchema.default({}),
  version: z.string().optional(),
  releaseVersion: z.string().optional(),
  launchTemplate: z.looseObject({}).optional(),
});

type Input = z.infer<typeof Body>;

export const createNodegroup: Operation = {
  name: "CreateNodegroup",
  method: "POST",
  path: ["clusters", ":cluster", "node-groups"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(Body, call);
    checkName(input.nodegroupName, { what: "nodegroupName", longest: NAME_LENGTH_MAX });
    checkTags(input.tags);
    if (input.instanceTypes.length > INSTANCE_TYPES_MAX) {
      throw limitExceeded(`A node group can have at most ${INSTANCE_TYPES_MAX} instance types.`);
    }
    const scalingConfig = fullScaling(input.scalingConfig, { minSize: 1, maxSize: 2, desiredSize: 2 });
    checkUnavailable(input.updateConfig ?? {});
    const cluster = unlockedCluster(world, call, "create-nodegroup");
    checkVersions(world, cluster.doc.version, input);
    const of = { cluster: cluster.name, name: input.nodegroupName };
    const groups = world.store.list("nodegroup", cluster, cluster.name);
    const grave = world.store.graveUntil(keyOf(cluster, "nodegroup", of));
    if (groups.some(({ name }) => name === of.name) || grave > world.nowMs) {
      throw inUse(`NodeGroup already exists with name ${of.name} and cluster name ${cluster.name}`, {
        clusterName: cluster.name,
        nodegroupName: of.name,
      });
    }
    checkQuota(groups.length, { most: NODEGROUPS_MAX, what: "Managed node groups per cluster" });

    const identity = world.identify(cluster, "nodegroup", of);
    const doc = nodegroupDoc(world, identity, { ...input, scalingConfig, version: cluster.doc.version });
    const group: ResourceOf<"nodegroup"> = { ...identity, kind: "nodegroup", doc, inner: { hasNodes: false } };
    world.put(group, "lagging");
    addNodeEntry(world, cluster, input.nodeRole);
    const perTen = world.takes("nodegroup create per ten nodes", group.incarnation);
    scheduleCourse(world, group, {
      verb: "create",
      seconds: world.takes("nodegroup create", group.incarnation) + perTen * Math.floor(scalingConfig.desiredSize / 10),
      failSeconds: world.takes("nodegroup create fails", group.incarnation),
      override: call.override,
    });
    return { body: { nodegroup: doc }, resource: group.key };
  },
};

/** Sizes with what was not given taken from before. @throws Refused when they do not fit each other. */
export function fullScaling(given: z.infer<typeof ScalingSchema>, before: Scaling): Scaling {
  const { minSize = before.minSize, maxSize = Math.max(before.maxSize, given.desiredSize ?? 0, minSize) } = given;
  const { desiredSize = Math.min(Math.max(before.desiredSize, minSize), maxSize) } = given;
  if (maxSize > NODES_MAX) throw limitExceeded(`A node group can have at most ${NODES_MAX} nodes.`);
  if (maxSize < 1) throw invalidParameter("maxSize must be at least 1.");
  if (minSize > maxSize)
    throw invalidParameter(`Minimum capacity ${minSize} can't be greater than maximum size ${maxSize}`);
  if (desiredSize < minSize)
    throw invalidParameter(`Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`);
  if (desiredSize > maxSize)
    throw invalidParameter(`desired capacity ${desiredSize} can't be greater than max size ${maxSize}`);
  return { minSize, maxSize, desiredSize };
}

/** @throws Refused for both kinds of limit at once, or too high a one. */
export function checkUnavailable({
  maxUnavailable,
  maxUnavailablePercentage,
}: z.infer<typeof UpdateConfigSchema>): void {
  if (maxUnavailable !== undefined && maxUnavailablePercentage !== undefined) {
    throw invalidParameter("maxUnavailable and maxUnavailablePercentage can't both be set.");
  }
  if ((maxUnavailable ?? 0) > UNAVAILABLE_MAX) throw limitExceeded(`maxUnavailable can be at most ${UNAVAILABLE_MAX}.`);
}

/** @throws Refused unless the release is one of the version. */
export function checkRelease({ catalogue }: World, version: string, releaseVersion: string | undefined): void {
  if (releaseVersion === undefined) return;
  if (catalogue.find(version)?.nodeReleases.includes(releaseVersion) === true) return;
  throw invalidParameter(`Requested release version ${releaseVersion} is not valid for kubernetes version ${version}.`);
}

function checkVersions(world: World, clusterVersion: string, { version, releaseVersion }: Input): void {
  if (version !== undefined && version !== clusterVersion) {
    throw invalidParameter(
      `Nodegroup Kubernetes version ${version} must be equal to the Kubernetes version ${clusterVersion} of the cluster.`,
    );
  }
  checkRelease(world, clusterVersion, releaseVersion);
}

function nodegroupDoc(
  { draw, catalogue, nowSeconds }: World,
  { account, region, cluster, name, incarnation }: Identity,
  { clientRequestToken: _token, ...input }: Input & { scalingConfig: Scaling; version: string },
): NodegroupDoc {
  const uuid = draw.uuid({ incarnation, event: "arn" });
  const { maxUnavailable, maxUnavailablePercentage } = input.updateConfig ?? {};
  const limit =
    maxUnavailablePercentage === undefined ? { maxUnavailable: maxUnavailable ?? 1 } : { maxUnavailablePercentage };
  return {
    ...input,
    launchTemplate: input.launchTemplate ?? {},
    updateConfig: { ...input.updateConfig, ...limit },
    nodegroupArn: `arn:aws:eks:${region}:${account}:nodegroup/${cluster}/${name}/${uuid}`,
    clusterName: cluster,
    releaseVersion: input.releaseVersion ?? catalogue.latestRelease(input.version),
    createdAt: nowSeconds,
    modifiedAt: nowSeconds,
    status: "CREATING",
    resources: { autoScalingGroups: [] },
    health: { issues: [] },
  };
}

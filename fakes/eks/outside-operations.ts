import { z } from "zod";
import type { Operation } from "./call.ts";
import { bodyOf, TagsSchema } from "./check-input.ts";
import { clusterOf } from "./find-resource.ts";
import { removeCluster } from "./machines/cluster.ts";
import { refreshInsights } from "./machines/insights.ts";
import { notFound } from "./refused.ts";
import type { Resource, ResourceOf } from "./resource.ts";
import type { World } from "./world.ts";

const Key = z.looseObject({ resource: z.string() });
const Issues = z.array(
  z.strictObject({
    code: z.string(),
    message: z.string().default(""),
    resourceIds: z.array(z.string()).nullable().default(null),
  }),
);
const HealthBody = Key.extend({ status: z.string().optional(), issues: Issues.default([]) });
const TagsBody = Key.extend({ tags: TagsSchema });
const ScaleBody = Key.extend({ desiredSize: z.number().int().min(0) });
const InsightBody = z.looseObject({ name: z.string(), status: z.string(), reason: z.string().default("") });
const VersionBody = z.looseObject({ version: z.string() });
const AddonBody = z.looseObject({ addonName: z.string() });

const OF_RESOURCE = { method: "POST", path: [], access: "write", takesToken: false } as const;
const OF_CLUSTER = { ...OF_RESOURCE, path: [":cluster"] } as const;

/** What happens to an account besides its API: by its owner's hand, by autoscalers, by time. */
export const OUTSIDE_OPERATIONS: readonly Operation[] = [
  {
    ...OF_RESOURCE,
    name: "SetHealth",
    run(world, call) {
      const { resource: key, status, issues } = bodyOf(HealthBody, call);
      const resource = existing(world, key);
      const doc = { ...resource.doc, health: { issues }, ...(status === undefined ? {} : { status }) };
      // The doc keeps its kind: only health and status change.
      world.put({ ...resource, doc } as Resource);
      return { body: {}, resource: key };
    },
  },
  {
    ...OF_RESOURCE,
    name: "SetTags",
    run(world, call) {
      const { resource: key, tags } = bodyOf(TagsBody, call);
      const resource = existing(world, key);
      world.put({ ...resource, doc: { ...resource.doc, tags } } as Resource);
      return { body: {}, resource: key };
    },
  },
  {
    ...OF_RESOURCE,
    name: "Scale",
    run(world, call) {
      const { resource: key, desiredSize } = bodyOf(ScaleBody, call);
      const group = existing(world, key);
      if (group.kind !== "nodegroup") throw notFound(`${key} is not a node group`);
      const scalingConfig = { ...group.doc.scalingConfig, desiredSize };
      world.put({ ...group, doc: { ...group.doc, scalingConfig }, inner: { hasNodes: desiredSize > 0 } });
      return { body: {}, resource: key };
    },
  },
  {
    ...OF_RESOURCE,
    name: "Vanish",
    run(world, call) {
      const { resource: key } = bodyOf(Key, call);
      const resource = existing(world, key);
      if (resource.kind === "cluster") removeCluster(world, resource);
      else world.remove(resource);
      return { body: {}, resource: key };
    },
  },
  {
    ...OF_CLUSTER,
    name: "EditAddon",
    run(world, call) {
      const { addonName } = bodyOf(AddonBody, call);
      const cluster = clusterOf(world, call);
      const addon = world.store.find("addon", cluster, { cluster: cluster.name, name: addonName });
      if (addon !== undefined) {
        world.put({ ...addon, inner: { isEdited: true } });
        return { body: {}, resource: addon.key };
      }
      return putInner(world, cluster, { selfManaged: { ...cluster.inner.selfManaged, [addonName]: true } });
    },
  },
  {
    ...OF_CLUSTER,
    name: "SetInsight",
    run(world, call) {
      const { name, status, reason } = bodyOf(InsightBody, call);
      const cluster = clusterOf(world, call);
      const insightOverrides = { ...cluster.inner.insightOverrides, [name]: { status, reason } };
      const changed = { ...cluster, inner: { ...cluster.inner, insightOverrides } };
      world.put(refreshInsights(world, changed));
      return { body: {}, resource: cluster.key };
    },
  },
  {
    ...OF_CLUSTER,
    name: "SetVersion",
    run(world, call) {
      const { version } = bodyOf(VersionBody, call);
      const cluster = clusterOf(world, call);
      const platformVersion = world.catalogue.find(version)?.defaultPlatformVersion ?? "eks.1";
      // What EKS upgrades by itself has no way back.
      const { previousVersion: _none, ...inner } = cluster.inner;
      world.put({ ...cluster, doc: { ...cluster.doc, version, platformVersion }, inner });
      return { body: {}, resource: cluster.key };
    },
  },
];

function existing({ store }: World, key: string): Resource {
  const resource = store.get(key);
  if (resource === undefined) throw notFound(`There is no ${key}`);
  return resource;
}

function putInner(world: World, cluster: ResourceOf<"cluster">, change: Partial<ResourceOf<"cluster">["inner"]>) {
  world.put({ ...cluster, inner: { ...cluster.inner, ...change } });
  return { body: {}, resource: cluster.key };
}

import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import type { Override } from "../fault-schema.ts";
import { beginUpdate, nextUpdate } from "../machines/updates.ts";
import type { UpdateOf } from "../machines/updates.ts";
import { invalidParameter } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { NodegroupDoc, Taint, UpdateDoc } from "../shapes.ts";
import type { World } from "../world.ts";
import { checkRelease, checkUnavailable, fullScaling, ScalingSchema, UpdateConfigSchema } from "./create-nodegroup.ts";
import { unlockedNodegroup } from "./nodegroups.ts";

type Nodegroup = ResourceOf<"nodegroup">;

const TaintSchema = z.looseObject({
  key: z.string().optional(),
  value: z.string().optional(),
  effect: z.string().optional(),
});

const ConfigBody = z.looseObject({
  labels: z
    .looseObject({
      addOrUpdateLabels: z.record(z.string(), z.string()).default({}),
      removeLabels: z.array(z.string()).default([]),
    })
    .optional(),
  taints: z
    .looseObject({
      addOrUpdateTaints: z.array(TaintSchema).default([]),
      removeTaints: z.array(TaintSchema).default([]),
    })
    .optional(),
  scalingConfig: ScalingSchema.optional(),
  updateConfig: UpdateConfigSchema.optional(),
});

const VersionBody = z.looseObject({
  version: z.string().optional(),
  releaseVersion: z.string().optional(),
  launchTemplate: z
    .looseObject({ id: z.string().optional(), name: z.string().optional(), version: z.string().optional() })
    .optional(),
  force: z.boolean().default(false),
});

export const updateNodegroupConfig: Operation = {
  name: "UpdateNodegroupConfig",
  method: "POST",
  path: ["clusters", ":cluster", "node-groups", ":nodegroup", "update-config"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(ConfigBody, call);
    const group = unlockedNodegroup(world, call, "updated");
    checkUnavailable(input.updateConfig ?? {});
    const patch = {
      ...(input.labels === undefined ? {} : { labels: changedLabels(group.doc, input.labels) }),
      ...(input.taints === undefined ? {} : { taints: changedTaints(group.doc, input.taints) }),
      ...(input.scalingConfig === undefined
        ? {}
        : { scalingConfig: fullScaling(input.scalingConfig, group.doc.scalingConfig) }),
      ...(input.updateConfig === undefined ? {} : { updateConfig: input.updateConfig }),
    };
    const ordinal = nextUpdate(world, group);
    const takes = input.scalingConfig === undefined ? "nodegroup config" : "nodegroup scaling";
    const seconds = world.takes(takes, group.incarnation, ordinal);
    const of = { ordinal, type: "ConfigUpdate", params: namedParams(patch), seconds, failSeconds: seconds, patch };
    const update = begin(world, group, { ...of, override: call.override });
    return { body: { update }, resource: group.key };
  },
};

export const updateNodegroupVersion: Operation = {
  name: "UpdateNodegroupVersion",
  method: "POST",
  path: ["clusters", ":cluster", "node-groups", ":nodegroup", "update-version"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(VersionBody, call);
    const group = unlockedNodegroup(world, call, "updated");
    const clusterVersion = world.store.find("cluster", group, { cluster: group.cluster, name: group.cluster })?.doc
      .version;
    const omitted = world.settings.omittedNodegroupVersion === "own" ? group.doc.version : clusterVersion;
    const version = input.version ?? omitted ?? group.doc.version;
    checkVersion(world, { from: group.doc.version, to: version, clusterVersion: clusterVersion ?? version });
    checkRelease(world, version, input.releaseVersion);
    checkTemplate(group.doc, input.launchTemplate);
    const releaseVersion = input.releaseVersion ?? world.catalogue.latestRelease(version);
    const launchTemplate = input.launchTemplate ?? group.doc.launchTemplate;
    const patch = { version, releaseVersion, launchTemplate };
    const ordinal = nextUpdate(world, group);
    const update = begin(world, group, {
      ordinal,
      type: "VersionUpdate",
      params: { Version: version, ReleaseVersion: releaseVersion },
      seconds: replacementSeconds(world, group, ordinal),
      failSeconds: world.takes("nodegroup version fails", group.incarnation, ordinal),
      override: input.force ? withoutEviction(call.override) : call.override,
      patch,
    });
    return { body: { update }, resource: group.key };
  },
};

function begin(world: World, group: Nodegroup, of: UpdateOf & { ordinal: number }): UpdateDoc {
  const update = beginUpdate(world, group, of);
  const doc = { ...group.doc, status: "UPDATING", modifiedAt: world.nowSeconds };
  world.put({ ...group, doc }, "lagging");
  return update;
}

function changedLabels(
  { labels }: NodegroupDoc,
  change: { addOrUpdateLabels: Record<string, string>; removeLabels: readonly string[] },
): Record<string, string> {
  const kept = Object.entries(labels).filter(([name]) => !change.removeLabels.includes(name));
  return { ...Object.fromEntries(kept), ...change.addOrUpdateLabels };
}

function changedTaints(
  { taints }: NodegroupDoc,
  change: { addOrUpdateTaints: readonly Taint[]; removeTaints: readonly Taint[] },
): readonly Taint[] {
  const isOneOf = (taint: Taint, others: readonly Taint[]) =>
    others.some(({ key, effect }) => key === taint.key && effect === taint.effect);
  const kept = taints.filter((taint) => !isOneOf(taint, [...change.removeTaints, ...change.addOrUpdateTaints]));
  return [...kept, ...change.addOrUpdateTaints];
}

function checkVersion(
  { catalogue, settings }: World,
  { from, to, clusterVersion }: { from: string; to: string; clusterVersion: string },
): void {
  if (catalogue.find(to) === undefined) throw invalidParameter(`unsupported Kubernetes version ${to}`);
  if ((catalogue.steps(to, clusterVersion) ?? 0) < 0) {
    throw invalidParameter(`Nodegroup Kubernetes version ${to} can't be newer than cluster version ${clusterVersion}.`);
  }
  if ((catalogue.steps(from, to) ?? 0) < 0 && settings.lowerNodegroup === "refuse") {
    throw invalidParameter(`Unsupported Kubernetes minor version update from ${from} to ${to}`);
  }
}

function checkTemplate(
  { launchTemplate = {} }: NodegroupDoc,
  wanted: { id?: string | undefined; name?: string | undefined } | undefined,
): void {
  if (wanted === undefined) return;
  const isSame =
    (wanted.id !== undefined && wanted.id === launchTemplate.id) ||
    (wanted.name !== undefined && wanted.name === launchTemplate.name);
  if (!isSame) throw invalidParameter("The launch template must be the one the node group was created with.");
}

function replacementSeconds(world: World, { doc, incarnation }: Nodegroup, ordinal: number): number {
  const { desiredSize } = doc.scalingConfig;
  const { maxUnavailable = 1, maxUnavailablePercentage } = doc.updateConfig;
  const share =
    maxUnavailablePercentage === undefined ? maxUnavailable : (desiredSize * maxUnavailablePercentage) / 100;
  const batches = Math.ceil(desiredSize / Math.max(1, Math.floor(share)));
  const setup = world.takes("nodegroup version setup", incarnation, ordinal);
  return setup + batches * world.takes("nodegroup version batch", incarnation, ordinal);
}

/** Force drains nodes whatever their pods say. */
function withoutEviction(override: Override | undefined): Override | undefined {
  return override?.do === "fail" && override.code === "PodEvictionFailure" ? undefined : override;
}

function namedParams(patch: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );
}

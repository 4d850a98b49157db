import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf, checkTags, TagsSchema } from "../check-input.ts";
import { unlockedCluster } from "../find-resource.ts";
import { hasNodes } from "../machines/addon.ts";
import { scheduleCourse } from "../machines/transition.ts";
import type { Failure } from "../machines/transition.ts";
import { inUse, invalidParameter } from "../refused.ts";
import { keyOf } from "../resource.ts";
import type { ResourceOf } from "../resource.ts";
import type { AddonDoc } from "../shapes.ts";
import type { World } from "../world.ts";
import { addOwnAssociations, OwnAssociationsSchema } from "./own-associations.ts";

const Body = z.looseObject({
  addonName: z.string().min(1),
  addonVersion: z.string().optional(),
  serviceAccountRoleArn: z.string().optional(),
  resolveConflicts: z.enum(["NONE", "OVERWRITE", "PRESERVE"]).default("NONE"),
  configurationValues: z.string().optional(),
  podIdentityAssociations: OwnAssociationsSchema.optional(),
  tags: TagsSchema.default({}),
});

export const createAddon: Operation = {
  name: "CreateAddon",
  method: "POST",
  path: ["clusters", ":cluster", "addons"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(Body, call);
    checkTags(input.tags);
    if (input.resolveConflicts === "PRESERVE") {
      throw invalidParameter("Resolve conflicts option preserve is not supported for operation CreateAddon");
    }
    checkConfiguration(input.configurationValues);
    const cluster = unlockedCluster(world, call, "other");
    const name = input.addonName;
    if (world.catalogue.addon(name) === undefined) throw invalidParameter(`Addon ${name} is not supported`);
    const addonVersion = input.addonVersion ?? world.catalogue.defaultAddonVersion(name, cluster.doc.version);
    checkAddonVersion(world, { name, addonVersion, clusterVersion: cluster.doc.version });
    const of = { cluster: cluster.name, name };
    const isThere = world.store.find("addon", cluster, of) !== undefined;
    if (isThere || world.store.graveUntil(keyOf(cluster, "addon", of)) > world.nowMs) {
      throw inUse("Addon already exists.");
    }

    const identity = world.identify(cluster, "addon", of);
    const uuid = world.draw.uuid({ incarnation: identity.incarnation, event: "arn" });
    const doc: AddonDoc = {
      addonName: name,
      clusterName: cluster.name,
      status: "CREATING",
      addonVersion: addonVersion ?? "",
      health: { issues: [] },
      addonArn: `arn:aws:eks:${cluster.region}:${cluster.account}:addon/${cluster.name}/${name}/${uuid}`,
      createdAt: world.nowSeconds,
      modifiedAt: world.nowSeconds,
      podIdentityAssociations: [],
      tags: input.tags,
      ...(input.serviceAccountRoleArn === undefined ? {} : { serviceAccountRoleArn: input.serviceAccountRoleArn }),
      ...(input.configurationValues === undefined ? {} : { configurationValues: input.configurationValues }),
    };
    const bare: ResourceOf<"addon"> = { ...identity, kind: "addon", doc, inner: { isEdited: false } };
    const podIdentityAssociations = addOwnAssociations(world, bare, input.podIdentityAssociations ?? []);
    const addon = { ...bare, doc: { ...doc, podIdentityAssociations } };
    world.put(addon, "lagging");
    const failure = input.resolveConflicts === "NONE" ? conflictOf(world, cluster, name) : undefined;
    scheduleCourse(world, addon, {
      verb: "create",
      seconds: creationSeconds(world, addon),
      failSeconds: world.takes("addon conflict", addon.incarnation),
      override: call.override,
      ...(failure === undefined ? {} : { failure }),
    });
    return { body: { addon: addon.doc }, resource: addon.key };
  },
};

/** @throws Refused for text that is meant to be JSON and is not. */
export function checkConfiguration(values: string | undefined): void {
  if (values === undefined || !values.trimStart().startsWith("{")) return;
  try {
    JSON.parse(values);
  } catch {
    throw invalidParameter("ConfigurationValue is not in valid JSON or YAML format.");
  }
}

/** @throws Refused for a version that the catalogue does not have for the version of the cluster. */
export function checkAddonVersion(
  { catalogue }: World,
  { name, addonVersion, clusterVersion }: { name: string; addonVersion: string | undefined; clusterVersion: string },
): void {
  if (addonVersion !== undefined && catalogue.isCompatible(name, addonVersion, clusterVersion)) return;
  throw invalidParameter("Addon version specified is not supported", { addonName: name });
}

function creationSeconds(world: World, addon: ResourceOf<"addon">): number {
  if (world.catalogue.addon(addon.name)?.placement !== "deployment") {
    return world.takes("addon create on every node", addon.incarnation);
  }
  const isReady = hasNodes(world, addon, addon.cluster);
  return world.takes(isReady ? "addon create deployment" : "addon without nodes", addon.incarnation);
}

function conflictOf({ settings }: World, cluster: ResourceOf<"cluster">, name: string): Failure | undefined {
  const isEdited = cluster.inner.selfManaged[name];
  if (isEdited === undefined || (!isEdited && settings.selfManagedConflict === "edited")) return undefined;
  return {
    code: "ConfigurationConflict",
    message: `Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts: ${name}`,
    resourceIds: null,
  };
}

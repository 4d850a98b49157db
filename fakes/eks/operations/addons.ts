import { z } from "zod";
import { label } from "../call.ts";
import type { Call, Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import { seenAll, seenCluster, seenIn, unlockedCluster } from "../find-resource.ts";
import { scheduleCourse } from "../machines/transition.ts";
import type { Failure } from "../machines/transition.ts";
import { beginUpdate, nextUpdate } from "../machines/updates.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { inUse, invalidParameter, notFound } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";
import { checkAddonVersion, checkConfiguration } from "./create-addon.ts";
import { OwnAssociationsSchema, replaceOwnAssociations } from "./own-associations.ts";

type Addon = ResourceOf<"addon">;

const UpdateBody = z.looseObject({
  addonVersion: z.string().optional(),
  serviceAccountRoleArn: z.string().optional(),
  resolveConflicts: z.enum(["NONE", "OVERWRITE", "PRESERVE"]).default("NONE"),
  configurationValues: z.string().optional(),
  podIdentityAssociations: OwnAssociationsSchema.optional(),
});

export const describeAddon: Operation = {
  name: "DescribeAddon",
  method: "GET",
  path: ["clusters", ":cluster", "addons", ":addon"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const cluster = seenCluster(world, call);
    const name = label(call, "addon");
    const addon = seenIn(world, call, { kind: "addon", name });
    return { body: { addon: (addon ?? noAddon(cluster.name, name)).doc } };
  },
};

export const listAddons: Operation = {
  name: "ListAddons",
  method: "GET",
  path: ["clusters", ":cluster", "addons"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const page = pageOf(seenAll(world, call, "addon"), pageAsked(call), ({ name }) => name);
    return { body: listBody("addons", page, ({ name }) => name) };
  },
};

export const updateAddon: Operation = {
  name: "UpdateAddon",
  method: "POST",
  path: ["clusters", ":cluster", "addons", ":addon", "update"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(UpdateBody, call);
    checkConfiguration(input.configurationValues);
    const addon = unlockedAddon(world, call, "updated");
    if (input.addonVersion !== undefined) checkVersion(world, addon, input.addonVersion);

    const { addonVersion, serviceAccountRoleArn, configurationValues, resolveConflicts } = input;
    const wanted = { addonVersion, serviceAccountRoleArn, configurationValues };
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const podIdentityAssociations =
      input.podIdentityAssociations === undefined
        ? addon.doc.podIdentityAssociations
        : replaceOwnAssociations(world, addon, input.podIdentityAssociations);
    const ordinal = nextUpdate(world, addon);
    const failure = resolveConflicts === "NONE" && addon.inner.isEdited ? conflict(addon.name) : undefined;
    const update = beginUpdate(world, addon, {
      ordinal,
      type: "AddonUpdate",
      params: namedParams({ ...given, resolveConflicts }),
      seconds: world.takes("addon update", addon.incarnation, ordinal),
      failSeconds: world.takes("addon update fails", addon.incarnation, ordinal),
      override: call.override,
      patch: { ...given, podIdentityAssociations },
      keepsEdits: resolveConflicts === "PRESERVE",
      ...(failure === undefined ? {} : { failure }),
    });
    const doc = { ...addon.doc, status: "UPDATING", modifiedAt: world.nowSeconds };
    world.put({ ...addon, doc }, "lagging");
    return { body: { update }, resource: addon.key };
  },
};

export const deleteAddon: Operation = {
  name: "DeleteAddon",
  method: "DELETE",
  path: ["clusters", ":cluster", "addons", ":addon"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const addon = unlockedAddon(world, call, "deleted");
    const doc = { ...addon.doc, status: "DELETING", modifiedAt: world.nowSeconds };
    const ordinal = world.nextCount(`deletes/${addon.incarnation}`);
    world.cancelTimers(addon);
    world.put({ ...addon, doc }, "lagging");
    if (call.query.get("preserve") === "true") keepSoftware(world, addon);
    scheduleCourse(world, addon, {
      verb: "delete",
      seconds: world.takes("addon delete", addon.incarnation, ordinal),
      failSeconds: world.takes("addon delete", addon.incarnation, ordinal),
      override: call.override,
    });
    return { body: { addon: doc }, resource: addon.key };
  },
};

const MOVING = ["CREATING", "UPDATING", "DELETING"];

function unlockedAddon(world: World, call: Call, doing: "updated" | "deleted"): Addon {
  const cluster = unlockedCluster(world, call, "other");
  const name = label(call, "addon");
  const addon = world.store.find("addon", cluster, { cluster: cluster.name, name }) ?? noAddon(cluster.name, name);
  if (!MOVING.includes(addon.doc.status)) return addon;
  throw inUse(`Addon ${name} cannot be ${doing} as it is currently in ${addon.doc.status} state`, {
    clusterName: cluster.name,
    addonName: name,
  });
}

function noAddon(clusterName: string, addonName: string): never {
  throw notFound(`No addon: ${addonName} found in cluster: ${clusterName}`, { clusterName, addonName });
}

function checkVersion(world: World, addon: Addon, wanted: string): void {
  const cluster = world.store.find("cluster", addon, { cluster: addon.cluster, name: addon.cluster });
  const clusterVersion = cluster?.doc.version ?? "";
  checkAddonVersion(world, { name: addon.name, addonVersion: wanted, clusterVersion });
  if (world.catalogue.addon(addon.name)?.movesByMinor !== true) return;
  const steps = minorOf(wanted) - minorOf(addon.doc.addonVersion);
  if (Math.abs(steps) <= 1) return;
  throw invalidParameter(
    `Addon ${addon.name} can move one minor version at a time, not from ${addon.doc.addonVersion} to ${wanted}`,
  );
}

function minorOf(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}

function conflict(name: string): Failure {
  return {
    code: "ConfigurationConflict",
    message: `Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts: ${name}`,
    resourceIds: null,
  };
}

/** What an add-on leaves behind becomes a self-managed copy. */
function keepSoftware(world: World, addon: Addon): void {
  const cluster = world.store.find("cluster", addon, { cluster: addon.cluster, name: addon.cluster });
  if (cluster === undefined) return;
  const selfManaged = { ...cluster.inner.selfManaged, [addon.name]: addon.inner.isEdited };
  world.put({ ...cluster, inner: { ...cluster.inner, selfManaged } });
}

function namedParams(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );
}

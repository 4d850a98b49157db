import type { Place, ResourceOf } from "../resource.ts";
import type { AddonDoc } from "../shapes.ts";
import type { Timer } from "../timers.ts";
import type { World } from "../world.ts";
import { failureOf, issueOf } from "./transition.ts";
import { endUpdate } from "./updates.ts";

type Addon = ResourceOf<"addon">;

const NO_REPLICAS = {
  code: "InsufficientNumberOfReplicas",
  message: "The add-on is unhealthy because it doesn't have the desired number of replicas.",
  resourceIds: null,
};

/** What happens to an add-on by itself, by verb and ending. */
export const addonTransitions: Readonly<Record<string, (world: World, addon: Addon, timer: Timer) => void>> = {
  "create done"(world, addon) {
    if (isDeployment(world, addon) && !hasNodes(world, addon, addon.cluster)) {
      const issues = [NO_REPLICAS];
      world.put(changed(world, addon, { status: "DEGRADED", health: { issues } }));
      const seconds = world.takes("addon gives up", addon.incarnation);
      const data = { failure: { ...NO_REPLICAS, status: "CREATE_FAILED" } };
      return world.schedule(addon, { verb: "create", ending: "fail", seconds, data });
    }
    return world.put(changed(world, addon, { status: "ACTIVE", health: { issues: [] } }));
  },

  "create fail"(world, addon, timer) {
    const failure = failureOf(timer);
    const status = failure.status ?? "CREATE_FAILED";
    world.put(changed(world, addon, { status, health: { issues: [issueOf(failure)] } }));
  },

  "update done"(world, addon, timer) {
    const patch = timer.data["patch"] as Partial<AddonDoc>;
    endUpdate(world, addon, { id: String(timer.data["updateId"]) });
    const updated = changed(world, addon, { ...patch, status: "ACTIVE", health: { issues: [] } });
    world.put({ ...updated, inner: { isEdited: timer.data["keepsEdits"] === true && addon.inner.isEdited } });
  },

  "update fail"(world, addon, timer) {
    const failure = failureOf(timer);
    endUpdate(world, addon, { id: String(timer.data["updateId"]), failure });
    const status = failure.status ?? "UPDATE_FAILED";
    world.put(changed(world, addon, { status, health: { issues: [issueOf(failure)] } }));
  },

  "delete done"(world, addon) {
    for (const association of ownedAssociations(world, addon)) world.remove(association);
    world.remove(addon);
  },

  "delete fail"(world, addon, timer) {
    const failure = failureOf(timer);
    const status = failure.status ?? "DELETE_FAILED";
    world.put(changed(world, addon, { status, health: { issues: [issueOf(failure)] } }));
  },
};

/** Lets deployments that wait for nodes become active after the first node did. */
export function startWaitingAddons(world: World, place: Place & { readonly cluster: string }): void {
  if (!hasNodes(world, place, place.cluster)) return;
  for (const addon of world.store.list("addon", place, place.cluster)) {
    const timers = world.store.timers.of(addon.key);
    // A stuck or failing creation stays what it is.
    if (timers.some(({ isHeld }) => isHeld)) continue;
    const isWaiting = addon.doc.status === "DEGRADED" && timers.some(({ verb }) => verb === "create");
    if (!isWaiting) continue;
    world.cancelTimers(addon);
    const seconds = world.takes("addon after first node", addon.incarnation);
    world.schedule(addon, { verb: "create", ending: "done", seconds });
  }
}

/** Whether a cluster has anything to run pods on. */
export function hasNodes({ store }: World, place: Place, cluster: string): boolean {
  if (store.list("nodegroup", place, cluster).some(({ inner }) => inner.hasNodes)) return true;
  if (store.list("fargate-profile", place, cluster).some(({ doc }) => doc.status === "ACTIVE")) return true;
  return store.find("cluster", place, { cluster, name: cluster })?.doc.computeConfig?.enabled === true;
}

/** Whether an add-on needs nodes to become active. */
export function isDeployment({ catalogue }: World, { doc }: Addon): boolean {
  return catalogue.addon(doc.addonName)?.placement === "deployment";
}

/** The pod identity associations that live and die with an add-on. */
export function ownedAssociations({ store }: World, addon: Addon): readonly ResourceOf<"association">[] {
  return store
    .list("association", addon, addon.cluster)
    .filter(({ doc }) => doc.ownerArn !== undefined && doc.ownerArn === addon.doc.addonArn);
}

function changed({ nowSeconds }: World, addon: Addon, patch: Partial<AddonDoc>): Addon {
  return { ...addon, doc: { ...addon.doc, ...patch, modifiedAt: nowSeconds } };
}

import { inUse, invalidRequest } from "./refused.ts";
import type { Refused } from "./refused.ts";
import type { ResourceOf } from "./resource.ts";
import type { World } from "./world.ts";

/** Groups of operations that a cluster in motion treats alike. `other` are add-ons, access entries and associations. */
export type Asked =
  | "cluster-version"
  | "cluster-config"
  | "delete-cluster"
  | "create-nodegroup"
  | "nodegroup"
  | "other";

/**
 * Whether what runs on a cluster lets a new call through: undefined when it does, else the refusal. `updateType` names
 * the update that was asked for.
 */
export function decideLock(
  world: World,
  cluster: ResourceOf<"cluster">,
  { asked, updateType = "VersionUpdate" }: { readonly asked: Asked; readonly updateType?: string },
): Refused | undefined {
  const { name, doc, inner } = cluster;
  const isUpdate = asked === "cluster-version" || asked === "cluster-config";
  if (doc.status === "CREATING" || doc.status === "DELETING") {
    if (asked === "delete-cluster") return undefined;
    return isUpdate
      ? inUse(`Cannot ${updateType} because cluster ${name} is currently ${doc.status}`)
      : notActive(name);
  }
  if (doc.status === "FAILED") return asked === "delete-cluster" ? undefined : notActive(name);

  const hiddenId = (inner.hiddenUntil ?? 0) > world.nowMs ? inner.hiddenUpdateId : undefined;
  const runningId = inner.updateId ?? hiddenId;
  if (runningId !== undefined) {
    const refusal = underUpdate(cluster, { asked, updateType, runningId });
    if (refusal !== undefined) return isSwitchedOff(world, asked) ? undefined : refusal;
  }
  if (
    asked === "cluster-version" &&
    world.settings.clusterVersionDuringNodegroup === "refuse" &&
    hasMoving(world, cluster)
  ) {
    return inUse(`Cannot ${updateType} because a node group of cluster ${name} currently has an update in progress`);
  }
  return undefined;
}

/** The refusal of what needs an active cluster. */
export function notActive(name: string): Refused {
  return invalidRequest(`Cluster '${name}' is not in ACTIVE status`, { clusterName: name });
}

function underUpdate(
  { name, inner }: ResourceOf<"cluster">,
  { asked, updateType, runningId }: { asked: Asked; updateType: string; runningId: string },
): Refused | undefined {
  if (asked === "delete-cluster") {
    return inUse(`Cannot delete because cluster ${name} currently has an update in progress`, { clusterName: name });
  }
  if (asked === "create-nodegroup") return inner.updateId === undefined ? undefined : notActive(name);
  const doing = asked === "nodegroup" ? "update node group" : updateType;
  const what = asked === "other" ? "change" : doing;
  return inUse(`Cannot ${what} because cluster ${name} currently has update ${runningId} in progress`, {
    clusterName: name,
  });
}

function isSwitchedOff({ settings }: World, asked: Asked): boolean {
  if (asked === "nodegroup") return settings.nodegroupDuringClusterUpdate === "accept";
  return asked === "other" && settings.othersDuringClusterUpdate === "accept";
}

const MOVING = ["CREATING", "UPDATING", "DELETING"];

function hasMoving({ store }: World, cluster: ResourceOf<"cluster">): boolean {
  return store.list("nodegroup", cluster, cluster.name).some(({ doc }) => MOVING.includes(doc.status));
}

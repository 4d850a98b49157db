import { label, seenAt } from "./call.ts";
import type { Call } from "./call.ts";
import { decideLock } from "./lock-matrix.ts";
import type { Asked } from "./lock-matrix.ts";
import { notFound, Refused } from "./refused.ts";
import { keyOf } from "./resource.ts";
import type { Kind, ResourceOf } from "./resource.ts";
import type { World } from "./world.ts";

/** The name of the cluster in the path of a call. */
export function clusterName(call: Call): string {
  return label(call, "cluster");
}

/** The cluster of the path as it is. @throws Refused when there is none. */
export function clusterOf(world: World, call: Call): ResourceOf<"cluster"> {
  const name = clusterName(call);
  return world.store.find("cluster", call.caller, { cluster: name, name }) ?? noCluster(world, name);
}

/** The cluster of the path, when what runs on it lets the call through. @throws Refused */
export function unlockedCluster(world: World, call: Call, asked: Asked): ResourceOf<"cluster"> {
  const cluster = clusterOf(world, call);
  const refusal = decideLock(world, cluster, { asked });
  if (refusal !== undefined) throw refusal;
  return cluster;
}

/** What a reader sees of the cluster of the path. @throws Refused when that is nothing. */
export function seenCluster(world: World, call: Call): ResourceOf<"cluster"> {
  const name = clusterName(call);
  const key = keyOf(call.caller, "cluster", { cluster: name, name });
  return world.store.visible({ kind: "cluster", key }, seenAt(world, call)) ?? noCluster(world, name);
}

/** What a reader sees of something in the cluster of the path. */
export function seenIn<K extends Kind>(
  world: World,
  call: Call,
  of: { kind: K; name: string },
): ResourceOf<K> | undefined {
  const key = keyOf(call.caller, of.kind, { cluster: clusterName(call), name: of.name });
  return world.store.visible({ kind: of.kind, key }, seenAt(world, call));
}

/** All of one kind that a reader sees in the cluster of the path. @throws Refused when there is no cluster. */
export function seenAll<K extends Kind>(world: World, call: Call, kind: K): readonly ResourceOf<K>[] {
  const cluster = seenCluster(world, call);
  return world.store.visibleList(kind, { place: call.caller, cluster: cluster.name }, seenAt(world, call));
}

function noCluster({ settings }: World, name: string): never {
  if (settings.noClusterError === "ClientException") {
    throw new Refused("ClientException", `No cluster found for name: ${name}`, { clusterName: name });
  }
  throw notFound(`No cluster found for name: ${name}.`, { clusterName: name });
}

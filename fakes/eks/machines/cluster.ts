import { addCreatorEntry } from "./auto-entries.ts";
import { refreshInsights } from "./insights.ts";
import { KINDS } from "../resource.ts";
import type { ResourceOf } from "../resource.ts";
import type { ClusterDoc } from "../shapes.ts";
import type { Timer } from "../timers.ts";
import type { World } from "../world.ts";
import type { DurationName } from "../durations.ts";
import { failureOf, issueOf } from "./transition.ts";
import { endUpdate } from "./updates.ts";

type Cluster = ResourceOf<"cluster">;

/** What happens to a cluster by itself, by verb and ending. */
export const clusterTransitions: Readonly<Record<string, (world: World, cluster: Cluster, timer: Timer) => void>> = {
  "create done"(world, cluster) {
    const active: Cluster = { ...cluster, doc: withEndpoint(world, cluster) };
    world.put(refreshInsights(world, active));
    addCreatorEntry(world, active);
  },

  "create fail"(world, cluster, timer) {
    const failure = failureOf(timer);
    const health = { issues: [issueOf(failure)] };
    world.put({ ...cluster, doc: { ...cluster.doc, status: failure.status ?? "FAILED", health } });
  },

  "update done"(world, cluster, timer) {
    const { updateId, ...inner } = cluster.inner;
    const patch = timer.data["patch"] as Partial<ClusterDoc>;
    const isUpgrade = timer.data["type"] === "VersionUpdate";
    const upgraded = isUpgrade ? { previousVersion: cluster.doc.version, upgradedAt: world.nowMs } : {};
    const doc = { ...cluster.doc, ...patch, status: "ACTIVE" };
    const updated: Cluster = { ...cluster, doc, inner: { ...inner, ...upgraded } };
    if (updateId !== undefined) endUpdate(world, cluster, { id: updateId });
    world.put(locked(world, updated, { after: "hidden lock", updateId: updateId ?? "" }));
  },

  "update fail"(world, cluster, timer) {
    const { updateId, ...inner } = cluster.inner;
    const failure = failureOf(timer);
    if (updateId !== undefined) endUpdate(world, cluster, { id: updateId, failure });
    const reverted: Cluster = { ...cluster, doc: { ...cluster.doc, status: failure.status ?? "ACTIVE" }, inner };
    world.put(locked(world, reverted, { after: "hidden lock", updateId: updateId ?? "" }));
  },

  "delete done": removeCluster,

  "delete fail"(world, cluster, timer) {
    const failure = failureOf(timer);
    const health = { issues: [issueOf(failure)] };
    world.put({ ...cluster, doc: { ...cluster.doc, status: failure.status ?? "ACTIVE", health } });
  },

  "insights done"(world, cluster) {
    world.put(refreshInsights(world, cluster));
  },
};

/** Removes a cluster with all that is in it. */
export function removeCluster(world: World, cluster: Cluster): void {
  for (const kind of KINDS) {
    if (kind === "cluster") continue;
    for (const child of world.store.list(kind, cluster, cluster.name)) world.remove(child);
  }
  world.remove(cluster);
}

/** A cluster that refuses mutations for a drawn while, unseen, after `updateId` or a change of a child. */
export function locked(
  world: World,
  cluster: Cluster,
  { after, updateId }: { after: DurationName & `hidden lock${string}`; updateId: string },
): Cluster {
  if (!world.settings.hiddenLock) return cluster;
  const seconds = world.takes(after, `${cluster.incarnation}/${updateId}`);
  const hiddenUntil = Math.max(cluster.inner.hiddenUntil ?? 0, world.nowMs + Math.round(seconds * 1000));
  return { ...cluster, inner: { ...cluster.inner, hiddenUntil, hiddenUpdateId: updateId } };
}

/** Puts a cluster under a hidden lock after something in it became active, by the update `updateId` or its creation. */
export function lockAfterChild(
  world: World,
  child: ResourceOf<"nodegroup"> | ResourceOf<"fargate-profile">,
  updateId = world.draw.uuid({ incarnation: child.incarnation, event: "hidden update" }),
): void {
  const cluster = world.store.find("cluster", child, { cluster: child.cluster, name: child.cluster });
  const after = child.kind === "nodegroup" ? "hidden lock" : "hidden lock after fargate";
  if (cluster !== undefined && world.settings.hiddenLock) world.put(locked(world, cluster, { after, updateId }));
}

function withEndpoint({ draw }: World, { incarnation, region, doc }: Cluster): ClusterDoc {
  const id = draw.hex({ incarnation, event: "endpoint" }, 32).toUpperCase();
  const authority = `-----BEGIN CERTIFICATE-----\n${draw.hex({ incarnation, event: "authority" }, 64)}\n-----END CERTIFICATE-----\n`;
  const group = `sg-0${draw.hex({ incarnation, event: "security group" }, 16)}`;
  return {
    ...doc,
    status: "ACTIVE",
    endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
    certificateAuthority: { data: Buffer.from(authority).toString("base64") },
    identity: { oidc: { issuer: `https://oidc.eks.${region}.amazonaws.com/id/${id}` } },
    resourcesVpcConfig: { ...doc.resourcesVpcConfig, clusterSecurityGroupId: group },
  };
}

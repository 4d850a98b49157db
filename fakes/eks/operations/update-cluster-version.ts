import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import { clusterOf } from "../find-resource.ts";
import { decideLock } from "../lock-matrix.ts";
import { currentInsights } from "../machines/insights.ts";
import { beginUpdate, nextUpdate } from "../machines/updates.ts";
import { invalidParameter, invalidRequest, Refused } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";

const ROLLBACK_DAYS = 7;
const SKEW_MAX = 3;

const Body = z.looseObject({
  version: z.string().min(1),
  force: z.boolean().default(false),
  rollbackConfig: z.looseObject({ timeoutMinutes: z.number().int().min(120).max(10_080).default(720) }).optional(),
});

type Cluster = ResourceOf<"cluster">;

export const updateClusterVersion: Operation = {
  name: "UpdateClusterVersion",
  method: "POST",
  path: ["clusters", ":cluster", "updates"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(Body, call);
    const cluster = clusterOf(world, call);
    const type = typeOf(world, cluster, input.version);
    const refusal = decideLock(world, cluster, { asked: "cluster-version", updateType: type });
    if (refusal !== undefined) throw refusal;
    if (type === "VersionUpdate") checkNodes(world, cluster, input.version);
    if (!input.force) checkInsights(world, cluster, type);

    const platformVersion = world.catalogue.find(input.version)?.defaultPlatformVersion ?? "eks.1";
    const ordinal = nextUpdate(world, cluster);
    const update = beginUpdate(world, cluster, {
      ordinal,
      type,
      params: { Version: input.version, PlatformVersion: platformVersion },
      seconds: world.takes("cluster version", cluster.incarnation, ordinal),
      failSeconds: world.takes("cluster version", cluster.incarnation, ordinal),
      override: call.override,
      patch: { version: input.version, platformVersion },
    });
    markUpdating(world, cluster, update.id);
    return { body: { update }, resource: cluster.key };
  },
};

/** Shows the cluster as updating, after a while, and remembers which update runs. */
export function markUpdating(world: World, cluster: Cluster, updateId: string): void {
  const doc = { ...cluster.doc, status: "UPDATING" };
  world.put({ ...cluster, doc, inner: { ...cluster.inner, updateId } }, "lagging");
}

function typeOf(world: World, cluster: Cluster, wanted: string): "VersionUpdate" | "VersionRollback" {
  const { version } = cluster.doc;
  if (world.catalogue.find(wanted) === undefined) throw invalidParameter(`unsupported Kubernetes version ${wanted}`);
  const steps = world.catalogue.steps(version, wanted);
  if (steps === 1) return "VersionUpdate";
  if (steps !== -1 || cluster.inner.previousVersion === undefined) {
    throw invalidParameter(`Unsupported Kubernetes minor version update from ${version} to ${wanted}`);
  }
  checkRollback(world, cluster, wanted);
  return "VersionRollback";
}

function checkRollback({ nowMs, catalogue }: World, { doc, inner }: Cluster, wanted: string): void {
  const days = (nowMs - (inner.upgradedAt ?? -Infinity)) / 86_400_000;
  if (inner.previousVersion !== wanted || days > ROLLBACK_DAYS) {
    throw invalidRequest(
      `Cluster can be rolled back to ${wanted} only within ${ROLLBACK_DAYS} days of its upgrade from that version`,
    );
  }
  const status = catalogue.find(wanted)?.versionStatus;
  const isSupported = status === "STANDARD_SUPPORT" || doc.upgradePolicy.supportType === "EXTENDED";
  if (!isSupported || status === "UNSUPPORTED") {
    throw invalidRequest(`Kubernetes version ${wanted} is not in a kind of support that the upgrade policy allows`);
  }
}

function checkNodes({ store, catalogue, settings }: World, cluster: Cluster, wanted: string): void {
  const groups = store.list("nodegroup", cluster, cluster.name);
  const most = settings.skewMode === "strict" ? 1 : SKEW_MAX;
  const wrong = groups.filter(({ doc }) => (catalogue.steps(doc.version, wanted) ?? Infinity) > most);
  if (wrong.length === 0) return;
  const names = wrong.map(({ name }) => name).toSorted();
  throw invalidRequest(
    `Nodegroups ${names.join(", ")} must be updated to match cluster version ${cluster.doc.version} before updating cluster version`,
    { clusterName: cluster.name },
  );
}

function checkInsights(world: World, cluster: Cluster, type: "VersionUpdate" | "VersionRollback"): void {
  const category = type === "VersionUpdate" ? "UPGRADE_READINESS" : "ROLLBACK_READINESS";
  const blocking = currentInsights(world, cluster).filter(
    (insight) => insight.category === category && insight.insightStatus.status === "ERROR",
  );
  if (blocking.length === 0) return;
  throw new Refused(
    "InvalidStateException",
    `The cluster has insights that block this update: ${blocking.map(({ name }) => name).join(", ")}`,
    { clusterName: cluster.name },
  );
}

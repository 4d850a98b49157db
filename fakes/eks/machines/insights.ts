import type { ResourceOf } from "../resource.ts";
import type { Insight } from "../shapes.ts";
import type { World } from "../world.ts";

const REFRESH_MS = 24 * 3_600_000;
const SKEW_MAX = 3;

interface Finding {
  readonly name: string;
  readonly description: string;
  readonly status: string;
  readonly reason: string;
}

/** The cluster with insights about it as it is. */
export function refreshInsights(world: World, cluster: ResourceOf<"cluster">): ResourceOf<"cluster"> {
  const { insightsRefreshing: _done, ...inner } = cluster.inner;
  const insights = [...upgradeInsights(world, cluster), ...misconfigurations(world, cluster)];
  return { ...cluster, inner: { ...inner, insights, insightsAt: world.nowMs } };
}

/** The insights of a cluster as of the last refresh, of which there is one a day. */
export function currentInsights(world: World, cluster: ResourceOf<"cluster">): readonly Insight[] {
  const isOld = world.nowMs - (cluster.inner.insightsAt ?? -Infinity) >= REFRESH_MS;
  return isOld ? refreshInsights(world, cluster).inner.insights : cluster.inner.insights;
}

function upgradeInsights(world: World, cluster: ResourceOf<"cluster">): Insight[] {
  const { version } = cluster.doc;
  const target = world.catalogue.data.clusterVersions.find(
    ({ clusterVersion }) => world.catalogue.steps(version, clusterVersion) === 1,
  )?.clusterVersion;
  if (target === undefined) return [];
  const findings = [kubeletSkew(world, cluster, target), addonFit(world, cluster, target), deprecatedApis(target)];
  return findings.map((finding) => insight(world, cluster, { ...finding, category: "UPGRADE_READINESS", target }));
}

function misconfigurations(world: World, cluster: ResourceOf<"cluster">): Insight[] {
  const { issues } = cluster.doc.health;
  const finding = {
    name: "Cluster health issues",
    description: "Checks for any cluster health issues that prevent an upgrade.",
    status: issues.length === 0 ? "PASSING" : "ERROR",
    reason: issues.length === 0 ? "No cluster health issues detected." : "The cluster has health issues.",
  };
  return [insight(world, cluster, { ...finding, category: "MISCONFIGURATION", target: cluster.doc.version })];
}

function kubeletSkew({ store, catalogue }: World, cluster: ResourceOf<"cluster">, target: string): Finding {
  const behind = store
    .list("nodegroup", cluster, cluster.name)
    .map(({ doc }) => catalogue.steps(doc.version, target) ?? Infinity);
  const isTooFar = behind.some((steps) => steps > SKEW_MAX);
  const status = behind.some((steps) => steps === SKEW_MAX) ? "WARNING" : "PASSING";
  return {
    name: "Kubelet version skew",
    description: "Checks for kubelet versions of worker nodes to see if upgrade would cause noncompliance.",
    status: isTooFar ? "ERROR" : status,
    reason: isTooFar ? "Nodes would be too far behind the control plane." : "Node kubelet versions fit the target.",
  };
}

function addonFit({ store, catalogue }: World, cluster: ResourceOf<"cluster">, target: string): Finding {
  const wrong = store
    .list("addon", cluster, cluster.name)
    .filter(({ doc }) => !catalogue.isCompatible(doc.addonName, doc.addonVersion, target))
    .map(({ doc }) => doc.addonName)
    .toSorted();
  return {
    name: "EKS add-on version compatibility",
    description: "Checks version of installed EKS add-ons to ensure they are compatible with the next version.",
    status: wrong.length === 0 ? "PASSING" : "ERROR",
    reason:
      wrong.length === 0 ? "All installed EKS add-on versions are compatible." : `Incompatible: ${wrong.join(", ")}.`,
  };
}

function deprecatedApis(target: string): Finding {
  return {
    name: `Deprecated APIs removed in Kubernetes v${target}`,
    description: `Checks for usage of deprecated APIs that are scheduled for removal in Kubernetes v${target}.`,
    status: "PASSING",
    reason: "No deprecated API usage detected within the last 30 days.",
  };
}

function insight(
  { draw, nowSeconds }: World,
  { incarnation, inner }: ResourceOf<"cluster">,
  { name, description, status, reason, category, target }: Finding & { category: string; target: string },
): Insight {
  const id = draw.uuid({ incarnation, event: `insight ${name} ${target}` });
  const insightStatus = inner.insightOverrides[name] ?? { status, reason };
  const before = inner.insights.find((other) => other.id === id);
  const isSame = before?.insightStatus.status === insightStatus.status;
  const lastTransitionTime = isSame ? before.lastTransitionTime : nowSeconds;
  const facts = { id, name, category, kubernetesVersion: target, description };
  return { ...facts, lastRefreshTime: nowSeconds, lastTransitionTime, insightStatus };
}

import type { AddonVersion, ClusterLook, SeenVersion } from "../../../domain/schema/cluster-look.ts";
import { componentOf } from "../../../domain/eks/ownership.ts";
import { minorOf, versionOf } from "../../../domain/eks/kubernetes-version.ts";
import type { Asking } from "../eks/kind.ts";
import { busy, unlessUnknown } from "../eks/refusals.ts";
import type { AskedLook } from "../eks/version-kind.ts";
import { isRefreshing, readInsights } from "./read-insights.ts";
import { nodegroupsOf } from "./whats-inside.ts";

/**
 * Looks at everything that an upgrade of a cluster is planned from. Insights that say no are refreshed first.
 * @throws OrchestratorError `CLOUD_BUSY` while they are, and what a look throws
 */
export async function lookAtCluster(ask: Asking, asked: AskedLook): Promise<ClusterLook | undefined> {
  const { name = "" } = asked.target;
  const cluster = (await unlessUnknown(ask.eks.describeCluster({ name }, ask.signal)))?.cluster;
  if (cluster?.version === undefined) return undefined;
  const addons = await addonsOf(ask, name);
  return {
    version: cluster.version,
    nodegroups: await seenNodegroups(ask, name),
    addons,
    catalogue: {
      clusterVersions: await clusterVersions(ask),
      addons: Object.fromEntries(
        await Promise.all(addons.map(async (addon) => [addon.name, await addonVersions(ask, addon.name)] as const)),
      ),
    },
    insights: await freshInsights(ask, { ...asked, version: cluster.version }),
  };
}

async function freshInsights(
  ask: Asking,
  { target: { name = "" }, notebook, cause, version }: AskedLook & { readonly version: string },
): Promise<ClusterLook["insights"]> {
  const next = versionOf((minorOf(version) ?? 0) + 1);
  const insights = (await readInsights(ask, name)).map((insight) => ({ version: next, ...insight }));
  const saysNo = insights.some(({ status, mendedBy }) => status === "ERROR" && mendedBy === undefined);
  if (cause === undefined || !saysNo) return insights;
  const mustRefresh = notebook.notes.insightsOf !== cause;
  if (mustRefresh) {
    await ask.eks.startInsightsRefresh({ clusterName: name }, ask.signal);
    await notebook.write({ insightsOf: cause });
  }
  if (mustRefresh || (await isRefreshing(ask, name))) throw busy(`insights of "${name}" are refreshed`, 2_000);
  return (await readInsights(ask, name)).map((insight) => ({ version: next, ...insight }));
}

async function seenNodegroups(ask: Asking, clusterName: string): Promise<readonly SeenVersion[]> {
  const found: SeenVersion[] = [];
  for (const nodegroupName of await nodegroupsOf(ask, clusterName)) {
    const asked = ask.eks.describeNodegroup({ clusterName, nodegroupName }, ask.signal);
    const group = (await unlessUnknown(asked))?.nodegroup;
    if (group?.version === undefined || group.status === "DELETING") continue;
    found.push({ name: nodegroupName, version: group.version, ...ownerOf(group.tags) });
  }
  return found;
}

async function addonsOf({ eks, signal }: Asking, clusterName: string): Promise<readonly SeenVersion[]> {
  const found: SeenVersion[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.listAddons({ clusterName, nextToken }, signal);
    for (const addonName of page.addons ?? []) {
      const addon = (await unlessUnknown(eks.describeAddon({ clusterName, addonName }, signal)))?.addon;
      if (addon?.addonVersion === undefined || addon.status === "DELETING") continue;
      found.push({ name: addonName, version: addon.addonVersion, ...ownerOf(addon.tags) });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

function ownerOf(tags: Readonly<Record<string, string>> = {}): Pick<SeenVersion, "componentUid"> {
  const componentUid = componentOf(tags);
  return componentUid === undefined ? {} : { componentUid };
}

async function clusterVersions({ eks, signal }: Asking): Promise<ClusterLook["catalogue"]["clusterVersions"]> {
  const found: { readonly version: string; readonly status: string }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await eks.describeClusterVersions({ includeAll: true, nextToken }, signal);
    for (const { clusterVersion = "", versionStatus = "UNKNOWN" } of page.clusterVersions ?? [])
      found.push({ version: clusterVersion, status: versionStatus });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

async function addonVersions({ eks, signal }: Asking, addonName: string): Promise<readonly AddonVersion[]> {
  const found: AddonVersion[] = [];
  let nextToken: string | undefined;
  do {
    const page = await unlessUnknown(eks.describeAddonVersions({ addonName, nextToken }, signal));
    for (const { addonVersion = "", compatibilities = [] } of (page?.addons ?? []).flatMap(
      (one) => one.addonVersions ?? [],
    ))
      found.push({
        version: addonVersion,
        fits: compatibilities.flatMap(({ clusterVersion, defaultVersion }) =>
          clusterVersion === undefined ? [] : [{ clusterVersion, isDefault: defaultVersion === true }],
        ),
      });
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return found;
}

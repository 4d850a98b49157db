import { planUpgrade } from "../../domain/eks/plan-upgrade.ts";
import type { AddonVersion, UpgradeInput } from "../../domain/eks/upgrade-input.ts";
import type { UpgradePlan, UpgradeRefusal, UpgradeStep } from "../../domain/schema/upgrade.ts";

/** How long steps take in tests, by their time, milliseconds. */
export const STEP_MS = {
  insights: 1,
  "nodes-before": 300,
  "add-ons-before": 20,
  "control-plane": 1_000,
  "nodes-after": 400,
  "add-ons-after": 30,
} as const;

/** What an upgrade is planned from, where nothing else is said: a cluster that has what it wants, with nothing in it. */
export function upgradeInput(parts: Partial<UpgradeInput> = {}): UpgradeInput {
  const supported = [30, 31, 32, 33, 34].map((minor) => ({ version: `1.${minor}`, status: "STANDARD_SUPPORT" }));
  return {
    cluster: { name: "main", version: "1.31", wanted: "1.31" },
    nodegroups: [],
    addons: [],
    catalogue: { clusterVersions: supported, addons: {} },
    insights: [],
    acceptedInsights: [],
    skew: "tolerant",
    expectedMs: ({ phase }) => STEP_MS[phase],
    ...parts,
  };
}

/** A version of an add-on, and the cluster versions that it is for; `*` follows the one whose default it is. */
export function addonVersion(version: string, ...clusterVersions: readonly string[]): AddonVersion {
  const fits = clusterVersions.map((text) => ({
    clusterVersion: text.replace("*", ""),
    isDefault: text.endsWith("*"),
  }));
  return { version, fits };
}

/** The same cluster after a step. */
export function afterStep(input: UpgradeInput, { phase, resource, to }: UpgradeStep): UpgradeInput {
  if (phase === "insights") return input;
  if (phase === "control-plane") return { ...input, cluster: { ...input.cluster, version: to } };
  const moved = <Resource extends { readonly name: string }>(resources: readonly Resource[]) =>
    resources.map((one) => (one.name === resource ? { ...one, version: to } : one));
  if (phase.startsWith("nodes")) return { ...input, nodegroups: moved(input.nodegroups) };
  return { ...input, addons: moved(input.addons) };
}

/** The steps of a plan in its order. */
export function stepsOf({ hops }: Pick<UpgradePlan, "hops">): readonly UpgradeStep[] {
  return hops.flatMap(({ steps }) => steps);
}

/** Steps as lines that read in a test: `nodes-after workers 1.31 > 1.32`. */
export function linesOf(plan: Pick<UpgradePlan, "hops">): readonly string[] {
  return stepsOf(plan).map(({ phase, resource, from, to }) => `${phase} ${resource} ${from} > ${to}`);
}

/** The plan of an upgrade that can be. */
export function planned(parts: Partial<UpgradeInput>): UpgradePlan {
  const made = planUpgrade(upgradeInput(parts));
  if (made.state === "refused") throw new Error(JSON.stringify(made.refusals));
  return made.plan;
}

/** Why an upgrade cannot be; empty where it can. */
export function refused(parts: Partial<UpgradeInput>): readonly UpgradeRefusal[] {
  const made = planUpgrade(upgradeInput(parts));
  return made.state === "refused" ? made.refusals : [];
}

/** A cluster as it is, and what is wanted of it. */
export function cluster(version: string, wanted: string): UpgradeInput["cluster"] {
  return { name: "main", version, wanted };
}

/** What there is of these add-ons, with every cluster version in support. */
export function catalogue(addons: UpgradeInput["catalogue"]["addons"]): UpgradeInput["catalogue"] {
  return { ...upgradeInput().catalogue, addons };
}

/** Versions of an add-on, each for two versions of the cluster. */
export const COREDNS = {
  coredns: [
    addonVersion("v1.11.1-eksbuild.1", "1.30*", "1.31"),
    addonVersion("v1.11.3-eksbuild.1", "1.31*", "1.32"),
    addonVersion("v1.11.4-eksbuild.2", "1.32*", "1.33"),
    addonVersion("v1.12.1-eksbuild.2", "1.33*"),
  ],
};

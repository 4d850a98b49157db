import type { UpgradeHop, UpgradePhase, UpgradeRefusal } from "../schema/upgrade.ts";
import { minorOf, versionOf } from "./kubernetes-version.ts";
import type { UpgradeInput, UpgradeInsight } from "./upgrade-input.ts";

/** What moves before a control plane, by what it mends. */
const MENDS: Readonly<Record<NonNullable<UpgradeInsight["mendedBy"]>, readonly UpgradePhase[]>> = {
  "node-groups": ["nodes-before", "nodes-after"],
  "add-ons": ["add-ons-before", "add-ons-after"],
};

/**
 * Which insights say no: an error about a version on the way, unless a person has accepted it, or a step before that
 * version's control plane mends it. What only warns, or could not be found out, is a line for people.
 *
 * @param hops - Undefined where they are not known: then nothing is refused that steps may mend.
 */
export function judgeInsights(
  { cluster, insights, acceptedInsights }: Pick<UpgradeInput, "cluster" | "insights" | "acceptedInsights">,
  hops: readonly Pick<UpgradeHop, "to" | "steps">[] | undefined,
): { readonly refusals: readonly UpgradeRefusal[]; readonly warnings: readonly string[] } {
  const refusals: UpgradeRefusal[] = [];
  const warnings: string[] = [];
  for (const insight of insights) {
    const version = insightVersion(insight, cluster.version);
    if (!isOnTheWay(version, cluster) || insight.status === "PASSING") continue;
    const said = `insight "${insight.name}" about ${version}: ${insight.reason}`;
    if (insight.status !== "ERROR") warnings.push(`${insight.status.toLowerCase()}: ${said}`);
    else if (acceptedInsights.includes(insight.name)) warnings.push(`accepted: ${said}`);
    else if (!isMended(insight, version, hops)) refusals.push(refusal(said, { version, cluster }));
  }
  return { refusals, warnings };
}

function insightVersion({ version }: UpgradeInsight, present: string): string {
  return version ?? versionOf((minorOf(present) ?? 0) + 1);
}

function isOnTheWay(about: string, { version, wanted }: UpgradeInput["cluster"]): boolean {
  const [minor, from, to] = [minorOf(about), minorOf(version), minorOf(wanted)];
  return minor !== undefined && from !== undefined && to !== undefined && minor > from && minor <= to;
}

function isMended(
  { mendedBy }: UpgradeInsight,
  version: string,
  hops: readonly Pick<UpgradeHop, "to" | "steps">[] | undefined,
): boolean {
  if (mendedBy === undefined) return false;
  if (hops === undefined) return true;
  const at = hops.findIndex(({ to }) => to === version);
  const earlier = hops.slice(0, at).flatMap(({ steps }) => steps);
  const before = (hops[at]?.steps ?? []).filter(({ phase }) => !phase.endsWith("-after"));
  return [...earlier, ...before].some(({ phase }) => MENDS[mendedBy].includes(phase));
}

function refusal(
  reason: string,
  { version, cluster }: { readonly version: string; readonly cluster: UpgradeInput["cluster"] },
): UpgradeRefusal {
  const previous = versionOf((minorOf(version) ?? 1) - 1);
  const nearer = previous === cluster.version ? "" : `, or set the version to ${previous}`;
  const next = `mend it and ask again${nearer}, or name it in acceptedInsights of the cluster`;
  return { code: "insight", resource: cluster.name, reason, next };
}

import type { UpgradeRefusal } from "../schema/upgrade.ts";
import { compareAddonVersions } from "./compare-addon-versions.ts";
import { type AddonRoute, defaultFor, routeAddon } from "./route-addon.ts";
import type { AddonVersion, UpgradeInput, VersionedAddon } from "./upgrade-input.ts";

/** Add-ons that move one minor at a time. */
const STEPWISE: ReadonlySet<string> = new Set(["vpc-cni"]);
/** So many versions are named to choose from. */
const NAMED_MAX = 5;

/** Routes of the add-ons by name, and what keeps the others from having one. */
export interface AddonRoutes {
  readonly routes: ReadonlyMap<string, AddonRoute>;
  readonly refusals: readonly UpgradeRefusal[];
}

/** Finds the versions that each add-on takes while the cluster has the versions given, the present one first. */
export function planAddons(
  { addons, catalogue }: Pick<UpgradeInput, "addons" | "catalogue">,
  clusterVersions: readonly string[],
): AddonRoutes {
  const routes = new Map<string, AddonRoute>();
  const refusals: UpgradeRefusal[] = [];
  for (const addon of addons) {
    const offered = offeredOf(catalogue, addon);
    const to = goalOf(addon, offered, clusterVersions);
    const route =
      to === undefined
        ? undefined
        : routeAddon({
            from: addon.version,
            to,
            clusterVersions,
            offered,
            isStepwise: STEPWISE.has(addon.addon),
            takesDefaults: addon.wanted === undefined,
          });
    if (route !== undefined) routes.set(addon.name, route);
    // Where the cluster stays, an add-on that has nowhere to go loses nothing.
    else if (clusterVersions.length > 1 || addon.wanted !== undefined)
      refusals.push(refusal({ addon, offered, to, clusterVersions }));
  }
  return { routes, refusals };
}

function offeredOf({ addons }: UpgradeInput["catalogue"], { addon }: VersionedAddon): readonly AddonVersion[] {
  return Object.hasOwn(addons, addon) ? (addons[addon] ?? []) : [];
}

/**
 * The version that an add-on is to have in the end: the one that is wanted, else the default of the last cluster version, or
 * the latest for it where none is the default. It does not go back by itself: what is later stays, or goes to the next later one that fits.
 */
function goalOf(
  { version, wanted }: VersionedAddon,
  offered: readonly AddonVersion[],
  clusterVersions: readonly string[],
): string | undefined {
  if (wanted !== undefined) return wanted;
  const last = clusterVersions.at(-1) ?? "";
  const fitting = offered.filter((one) => isFor(one, last)).map((one) => one.version);
  const sorted = fitting.toSorted(compareAddonVersions);
  const usual = defaultFor(offered, last) ?? sorted.at(-1);
  if (usual === undefined || compareAddonVersions(version, usual) <= 0) return usual;
  return sorted.find((one) => compareAddonVersions(one, version) >= 0);
}

function isFor({ fits }: AddonVersion, clusterVersion: string): boolean {
  return fits.some((fit) => fit.clusterVersion === clusterVersion);
}

interface Refused {
  readonly addon: VersionedAddon;
  readonly offered: readonly AddonVersion[];
  readonly to: string | undefined;
  readonly clusterVersions: readonly string[];
}

function refusal(refused: Refused): UpgradeRefusal {
  const { name } = refused.addon;
  return { code: "add-on-without-version", resource: name, ...whyNoRoute(refused) };
}

function whyNoRoute({ addon, offered, to, clusterVersions }: Refused): Pick<UpgradeRefusal, "reason" | "next"> {
  const { name, version, wanted } = addon;
  const last = clusterVersions.at(-1) ?? "";
  if (offered.length === 0)
    return {
      reason: `EKS offers no version of "${addon.addon}", which add-on "${name}" is`,
      next: `take "${name}" out of the blueprint, or correct its name`,
    };
  if (wanted !== undefined && !offered.some((one) => one.version === wanted && isFor(one, last)))
    return {
      reason: `version ${wanted} of add-on "${name}" is not for Kubernetes ${last}`,
      next: `set its version to ${oneOf(offered, [last])}, or leave it out for the default`,
    };
  if (to === undefined)
    return {
      reason: `no version of add-on "${name}" from ${version} on is for Kubernetes ${last}`,
      next: `set its version to ${oneOf(offered, [last])}: it goes back only where that is asked for`,
    };
  const gap = clusterVersions
    .slice(1)
    .map((next, position) => [clusterVersions[position] ?? "", next] as const)
    .find(
      (pair) => !offered.some((one) => isBetween(one.version, [version, to]) && pair.every((at) => isFor(one, at))),
    );
  if (gap === undefined)
    return {
      reason: `add-on "${name}" cannot go from ${version} to ${to} by versions that fit Kubernetes ${clusterVersions.join(", ")} one after the other`,
      next: `upgrade to ${clusterVersions[1] ?? last} alone first, or set another version of it`,
    };
  return {
    reason: `no version of add-on "${name}" from ${version} to ${to} is for both Kubernetes ${gap[0]} and ${gap[1]}, and the cluster moves between them`,
    next: `set its version to ${oneOf(offered, gap)}`,
  };
}

function isBetween(version: string, [one, other]: readonly [string, string]): boolean {
  const [low, high] = compareAddonVersions(one, other) <= 0 ? [one, other] : [other, one];
  return compareAddonVersions(low, version) <= 0 && compareAddonVersions(version, high) <= 0;
}

/** The latest versions that are for all of these cluster versions, as people choose among them. */
function oneOf(offered: readonly AddonVersion[], clusterVersions: readonly string[]): string {
  const fitting = offered
    .filter((one) => clusterVersions.every((at) => isFor(one, at)))
    .map(({ version }) => version)
    .toSorted((one, other) => compareAddonVersions(other, one));
  if (fitting.length === 0) return `one for ${clusterVersions.join(" and ")}, as soon as EKS offers it`;
  return `${fitting.length > 1 ? "one of " : ""}${fitting.slice(0, NAMED_MAX).join(", ")}`;
}

import type { UpgradeRefusal } from "../schema/upgrade.ts";
import { lagAllowed, minorOf, versionOf } from "./kubernetes-version.ts";
import type { UpgradeInput, VersionedNodegroup } from "./upgrade-input.ts";

type Versions = Pick<UpgradeInput, "cluster" | "catalogue">;

/** Why a cluster cannot have the version that is wanted, whatever its node groups and add-ons are. */
export function refuseVersion({ cluster, catalogue }: Versions): readonly UpgradeRefusal[] {
  const { name, version, wanted } = cluster;
  const [from, to] = [minorOf(version), minorOf(wanted)];
  const about = { resource: name };
  if (from === undefined || to === undefined) {
    const unread = from === undefined ? version : wanted;
    const reason = `"${unread}" is no version of Kubernetes that is known here`;
    return [{ ...about, code: "version-unknown", reason, next: "write it as 1.33" }];
  }
  if (to < from && !isRollback(cluster)) {
    const reason = `cluster "${name}" has ${version}, and ${wanted} is earlier`;
    const back = to === from - 1 ? `; within 7 days of its upgrade it may go back, with "rollback: allow"` : "";
    return [{ ...about, code: "downgrade", reason, next: `set its version to ${version}, or a later one${back}` }];
  }
  for (const step of versionsOnTheWay(cluster).slice(1)) {
    const minor = minorOf(step) ?? 0;
    const status = catalogue.clusterVersions.find((offered) => offered.version === step)?.status;
    const next = minor <= from + 1 ? `stay with ${version}` : `set its version to ${versionOf(minor - 1)}`;
    if (status === undefined)
      return [{ ...about, code: "version-unknown", reason: `EKS does not offer Kubernetes ${step}`, next }];
    if (status === "UNSUPPORTED")
      return [
        { ...about, code: "version-unsupported", reason: `EKS does not support Kubernetes ${step} any more`, next },
      ];
  }
  return [];
}

/** The versions that a cluster has one after the other, its present one first. */
export function versionsOnTheWay({ version, wanted }: UpgradeInput["cluster"]): readonly string[] {
  const [from, to] = [minorOf(version) ?? 0, minorOf(wanted) ?? 0];
  if (to < from) return [version, wanted];
  return Array.from({ length: to - from + 1 }, (_, position) => versionOf(from + position));
}

/** Whether a cluster goes back to the minor that it had before, as a person has allowed. */
export function isRollback({ version, wanted, mayGoBack }: UpgradeInput["cluster"]): boolean {
  return mayGoBack === true && minorOf(wanted) === (minorOf(version) ?? 0) - 1;
}

/** The minor that a node group has once it is as far as it may be with its cluster at a minor. */
export function nodeMinorAt({ version, wanted }: VersionedNodegroup, clusterMinor: number): number {
  const goal = minorOf(wanted ?? "") ?? clusterMinor;
  return Math.max(minorOf(version) ?? 0, Math.min(clusterMinor, goal));
}

type Nodes = Pick<UpgradeInput, "cluster" | "nodegroups" | "skew">;

/** Why the node groups cannot go with their cluster. The cluster's versions are known (`refuseVersion`). */
export function refuseNodegroups(input: Nodes): readonly UpgradeRefusal[] {
  return input.nodegroups.flatMap((nodegroup) => refuseNodegroup(nodegroup, input) ?? []);
}

function refuseNodegroup(nodegroup: VersionedNodegroup, { cluster, skew }: Nodes): UpgradeRefusal | undefined {
  const { name, version, wanted = isRollback(cluster) ? version : cluster.wanted } = nodegroup;
  const [from, to, end] = [minorOf(version), minorOf(wanted), minorOf(cluster.wanted)];
  const about = { resource: name };
  if (from === undefined || to === undefined) {
    const unread = from === undefined ? version : wanted;
    const reason = `"${unread}" of node group "${name}" is no version of Kubernetes that is known here`;
    return { ...about, code: "version-unknown", reason, next: "write it as 1.33" };
  }
  if (from > to) {
    const reason = `node group "${name}" has ${version}, and ${wanted} is earlier`;
    return { ...about, code: "downgrade", reason, next: "let a new node group take its place" };
  }
  if (isRollback(cluster) && from > (end ?? 0)) {
    const reason = `node group "${name}" has ${version}, and its cluster is to go back to ${cluster.wanted}: nodes are never newer`;
    return { ...about, code: "skew", reason, next: "let a node group of another name take its place first" };
  }
  if (to > (end ?? 0)) {
    const reason = `node group "${name}" is wanted with ${wanted}, and its cluster with ${cluster.wanted}: nodes are never newer`;
    return { ...about, code: "skew", reason, next: `set its version to ${cluster.wanted}, or leave it out` };
  }
  const reason = skewOnTheWay(nodegroup, { cluster, skew });
  if (reason === undefined) return undefined;
  const next =
    "leave its version out, so that it follows its cluster; bring it there by hand where it is not managed here";
  return { ...about, code: "skew", reason, next };
}

/** The first move of the cluster that a node group would not stand; undefined for none. */
function skewOnTheWay(
  nodegroup: VersionedNodegroup,
  { cluster, skew }: Pick<UpgradeInput, "cluster" | "skew">,
): string | undefined {
  const [first, end] = [minorOf(cluster.version) ?? 0, minorOf(cluster.wanted) ?? 0];
  for (let minor = first; minor < end; minor += 1) {
    const node = nodeMinorAt(nodegroup, minor);
    const has = `node group "${nodegroup.name}" has ${versionOf(node)} while the cluster moves from ${versionOf(minor)} to ${versionOf(minor + 1)}`;
    if (skew === "strict" && node !== minor) return `${has}, and must have ${versionOf(minor)}`;
    const allowed = lagAllowed(node);
    if (minor + 1 - node > allowed) return `${has}, and may be ${allowed} minors behind at most`;
  }
  return undefined;
}

import { criticalPathMs } from "../graph.ts";
import type { UpgradeHop, UpgradePhase, UpgradePlan, UpgradeRefusal, UpgradeStep } from "../schema/upgrade.ts";
import { judgeInsights } from "./judge-insights.ts";
import { minorOf, versionOf } from "./kubernetes-version.ts";
import { type AddonRoutes, planAddons } from "./plan-addons.ts";
import { isRollback, nodeMinorAt, refuseNodegroups, refuseVersion, versionsOnTheWay } from "./refuse-upgrade.ts";
import type { UpgradeInput } from "./upgrade-input.ts";

/** The plan of an upgrade, or every reason why it cannot be. */
export type PlannedUpgrade =
  | { readonly state: "planned"; readonly plan: UpgradePlan }
  | { readonly state: "refused"; readonly refusals: readonly UpgradeRefusal[] };

/**
 * Plans what brings a cluster to the version that is wanted, one minor per hop: insights about the next version, node groups to
 * the cluster's present version, add-ons to versions for both, the control plane, node groups, add-ons to their defaults.
 * What is so already has no step. Steps of one time run side by side.
 *
 * A cluster that may go back does so by one minor: its add-ons before it, where they must, and its nodes not at all.
 *
 * Planned again from any state between its steps it gives what is left, and leads to the same end.
 */
export function planUpgrade(input: UpgradeInput): PlannedUpgrade {
  const wrongVersion = refuseVersion(input);
  if (wrongVersion.length > 0) return { state: "refused", refusals: wrongVersion };
  const clusterVersions = versionsOnTheWay(input.cluster);
  const addons = planAddons(input, clusterVersions);
  const refusals = [...refuseNodegroups(input), ...addons.refusals];
  const hops = planHops(input, clusterVersions, addons);
  const insights = judgeInsights(input, refusals.length === 0 ? hops : undefined);
  refusals.push(...insights.refusals);
  if (refusals.length > 0) return { state: "refused", refusals };
  const steps = hops.flatMap((hop) => hop.steps);
  return {
    state: "planned",
    plan: {
      hops,
      estimateMs: criticalPathMs(steps),
      workMs: sum(steps),
      warnings: [...lateVersions(input, clusterVersions), ...insights.warnings],
    },
  };
}

function lateVersions({ catalogue }: UpgradeInput, clusterVersions: readonly string[]): readonly string[] {
  const last = clusterVersions.at(-1);
  const status = catalogue.clusterVersions.find(({ version }) => version === last)?.status;
  if (clusterVersions.length < 2 || status !== "EXTENDED_SUPPORT") return [];
  return [`Kubernetes ${last} is in extended support already, which costs more`];
}

function planHops(input: UpgradeInput, clusterVersions: readonly string[], addons: AddonRoutes): readonly UpgradeHop[] {
  const hops: UpgradeHop[] = [];
  let previous: readonly string[] = [];
  // Where the cluster has its version, what is left of an upgrade is a hop without a control plane.
  const count = Math.max(clusterVersions.length - 1, 1);
  for (let position = 0; position < count; position += 1) {
    const from = clusterVersions[position] ?? "";
    const to = clusterVersions[position + 1] ?? from;
    const steps = planHop(input, { position, from, to, addons, previous });
    if (steps.length === 0) continue;
    previous = lastOf(steps);
    hops.push({ from, to, steps, estimateMs: criticalPathMs(steps), workMs: sum(steps) });
  }
  return hops;
}

interface HopInput {
  readonly position: number;
  readonly from: string;
  readonly to: string;
  readonly addons: AddonRoutes;
  /** Names of the steps that end the hop before. */
  readonly previous: readonly string[];
}

/** One move of a resource, or a chain of them. */
interface Move {
  readonly resource: string;
  readonly from: string;
  readonly way: readonly string[];
  /** What a person allows its steps; absent for nothing. */
  readonly allowed?: Pick<UpgradeStep, "accepted" | "mayForce">;
}

function planHop(input: UpgradeInput, hop: HopInput): readonly UpgradeStep[] {
  const { cluster } = input;
  const { from, to } = hop;
  const steps: UpgradeStep[] = [];
  let gate = hop.previous;
  const add = (phase: UpgradePhase, moves: readonly Move[]): void => {
    const added = moves.flatMap((move) => chain(input, { phase, hop, move, gate }));
    if (added.length === 0) return;
    steps.push(...added);
    gate = lastOf(added);
  };
  if (from !== to) {
    const accepted = input.acceptedInsights.toSorted();
    const allowed = accepted.length === 0 ? {} : { accepted };
    const move = { resource: cluster.name, from, way: [to], allowed };
    add("insights", [move]);
    if (hop.position === 0) add("nodes-before", nodeMoves(input, from, { clusterBefore: undefined }));
    add("add-ons-before", addonMoves(input, hop, "before"));
    add("control-plane", [move]);
  }
  add("nodes-after", nodeMoves(input, to, { clusterBefore: from === to ? undefined : from }));
  add("add-ons-after", addonMoves(input, hop, "after"));
  return steps;
}

/** Moves of the node groups that come with the cluster at a version. `clusterBefore`: the version it had before, where they have followed it. */
function nodeMoves(
  { cluster, nodegroups }: UpgradeInput,
  clusterVersion: string,
  { clusterBefore }: { readonly clusterBefore: string | undefined },
): readonly Move[] {
  // Nodes never go back, and those that are newer than what the cluster goes back to have refused it.
  if (isRollback(cluster)) return [];
  return nodegroups.flatMap((nodegroup) => {
    const has = clusterBefore === undefined ? nodegroup.version : nodeVersionAt(nodegroup, clusterBefore);
    const gets = nodeVersionAt(nodegroup, clusterVersion);
    const allowed = nodegroup.mayForce === undefined ? {} : { mayForce: nodegroup.mayForce };
    return has === gets ? [] : [{ resource: nodegroup.name, from: has, way: [gets], allowed }];
  });
}

function nodeVersionAt(nodegroup: UpgradeInput["nodegroups"][number], clusterVersion: string): string {
  return versionOf(nodeMinorAt(nodegroup, minorOf(clusterVersion) ?? 0));
}

function addonMoves(
  { addons }: UpgradeInput,
  { position, addons: { routes } }: HopInput,
  time: "before" | "after",
): readonly Move[] {
  return addons.flatMap(({ name, version }) => {
    const route = routes.get(name);
    const way = route?.[time][position] ?? [];
    if (route === undefined || way.length === 0) return [];
    // Everything that it took until then, in the order in which it did.
    const taken = route.after.flatMap((after, at) => [...(route.before[at] ?? []), ...after]);
    const upTo = taken.indexOf(way[0] ?? "");
    return [{ resource: name, from: upTo > 0 ? (taken[upTo - 1] ?? version) : version, way }];
  });
}

/** The steps of one move: each waits for the one before, the first for the gate. */
function chain(
  { expectedMs }: Pick<UpgradeInput, "expectedMs">,
  {
    phase,
    hop,
    move,
    gate,
  }: {
    readonly phase: UpgradePhase;
    readonly hop: HopInput;
    readonly move: Move;
    readonly gate: readonly string[];
  },
): readonly UpgradeStep[] {
  const { resource, way } = move;
  const nameOf = (version: string) => `${hop.to}/${phase}/${resource}/${version}`;
  return way.map((to, index): UpgradeStep => {
    const from = way[index - 1] ?? move.from;
    const needs = index === 0 ? gate : [nameOf(from)];
    const step = { name: nameOf(to), phase, resource, from, to, needs, expectedMs: 0 };
    return { ...step, expectedMs: expectedMs(step), ...move.allowed };
  });
}

/** Names of the steps that no other of them waits for. */
function lastOf(steps: readonly UpgradeStep[]): readonly string[] {
  const needed = new Set(steps.flatMap(({ needs }) => needs));
  return steps.map(({ name }) => name).filter((name) => !needed.has(name));
}

function sum(steps: readonly UpgradeStep[]): number {
  return steps.reduce((total, { expectedMs }) => total + expectedMs, 0);
}

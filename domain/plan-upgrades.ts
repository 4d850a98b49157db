import { type ClusterOfPlan, upgradeOfLook, type VersionedComponent } from "./eks/upgrade-of-look.ts";
import { criticalPathMs } from "./graph.ts";
import { planNodes, stepsOf } from "./plan-nodes.ts";
import type { ClusterLook } from "./schema/cluster-look.ts";
import type { Plan, PlannedComponent } from "./schema/plan.ts";
import type { ClusterUpgrade, UpgradePhase, UpgradeStep } from "./schema/upgrade.ts";

/** What was seen of a cluster, and when. */
export interface KnownLook {
  /** Epoch milliseconds. */
  readonly lookedAt: number;
  readonly look: ClusterLook;
  /** Names of the components of its environment, by uid. */
  readonly components: Readonly<Record<string, string>>;
}

/** A component whose version moves by steps. */
export interface MovedComponent extends VersionedComponent {
  /** Name of the component that is its cluster; its own name for a cluster. */
  readonly cluster: string;
  /** First guess of how long one move takes, milliseconds. */
  readonly usualMs: number;
}

/** What upgrades are planned from. */
export interface UpgradeGround {
  readonly moved: readonly MovedComponent[];
  /** By the name of the component that is the cluster. */
  readonly looks: Readonly<Record<string, KnownLook>>;
  /** Learned durations of steps, milliseconds, by `stepKey`. */
  readonly learnedMs: Readonly<Record<string, number>>;
  /** Whether components of a kind are node groups. */
  readonly isNodeGroup: (kind: string) => boolean;
}

/** Insights are looked at within a moment, and refreshed within minutes. */
const INSIGHTS_MS = 5_000;
/** What is left for a component after its steps: a look. */
const AFTER_STEPS_MS = 5_000;

/** The name under which the duration of a step is learned: `control-plane`, `nodes`, `add-on`, `insights`. */
export function stepCall(phase: UpgradePhase): string {
  if (phase.startsWith("nodes")) return "nodes";
  return phase.startsWith("add-ons") ? "add-on" : phase;
}

/** Key of a learned duration. */
export function stepKey(component: string, call: string): string {
  return `${call} ${component}`;
}

/** Makes a plan in which these components are upgraded besides, each with its reason. */
export type PlanWith = (moving: Readonly<Record<string, string>>) => Plan;

/**
 * The plan with the steps of its upgrades: of a cluster whose version, or that of anything in it, is wanted otherwise. What has
 * a step is upgraded too. Where the cluster itself is made, nothing moves by steps.
 */
export function withUpgrades(planWith: PlanWith, ground: UpgradeGround): Plan {
  const asWanted = planWith({});
  const clusters = ground.moved.filter(({ role }) => role === "cluster");
  const asked = clusters.flatMap((cluster) => {
    const inside = ground.moved.filter((one) => one.cluster === cluster.name && one.role !== "cluster");
    const names = new Set([cluster.name, ...inside.map(({ name }) => name)]);
    const isAsked = asWanted.components.some(({ name, action }) => action === "upgrade" && names.has(name));
    if (!isAsked || isMade(asWanted, cluster.name)) return [];
    return [{ cluster, inside, names, upgrade: upgradeOf(asWanted, ground, { cluster, inside, members: [] }) }];
  });
  if (asked.length === 0) return asWanted;
  const moving: Record<string, string> = {};
  for (const { cluster, upgrade } of asked) {
    for (const { resource } of stepsOf(upgrade)) moving[resource] = `moves with "${cluster.name}"`;
  }
  // What was shown stays what was shown, whatever was seen since: the digest tells what is wanted, not the way there.
  const plan = { ...planWith(moving), digest: asWanted.digest };
  const runs = plan.components.filter(({ action }) => action !== "keep" && action !== "delete");
  const components = plan.components.map(afterSteps);
  const upgrades = asked.map(({ upgrade, names }) => ({
    ...upgrade,
    members: runs.map(({ name }) => name).filter((name) => names.has(name)),
  }));
  const upgraded = { ...plan, components, upgrades };
  return { ...upgraded, estimateMs: criticalPathMs(planNodes(upgraded)) };
}

function upgradeOf(
  { components }: Plan,
  ground: UpgradeGround,
  of: Pick<ClusterOfPlan, "cluster" | "inside" | "members">,
): ClusterUpgrade {
  // What waits for others at its deletion would wait for these steps.
  const leaving = components.filter((one) => one.action === "delete" && one.needs.length === 0);
  return upgradeOfLook({
    ...of,
    leaving: leaving.filter(({ kind }) => ground.isNodeGroup(kind)).map(({ name }) => name),
    look: ground.looks[of.cluster.name],
    expectedMs: (step) => expectedMs(ground, step),
  });
}

function isMade({ components }: Plan, name: string): boolean {
  const action = components.find((one) => one.name === name)?.action;
  return action === undefined || action === "create" || action === "replace";
}

function afterSteps(component: PlannedComponent): PlannedComponent {
  if (component.action !== "upgrade") return component;
  return { ...component, expectedMs: Math.min(component.expectedMs, AFTER_STEPS_MS) };
}

function expectedMs(
  { moved, learnedMs }: UpgradeGround,
  { phase, resource }: Pick<UpgradeStep, "phase" | "resource">,
): number {
  const call = stepCall(phase);
  const component = moved.find(({ name }) => name === resource);
  return (
    learnedMs[stepKey(resource, call)] ?? (phase === "insights" ? INSIGHTS_MS : (component?.usualMs ?? INSIGHTS_MS))
  );
}

import type { Plan } from "./schema/plan.ts";
import type { ClusterUpgrade, UpgradeStep } from "./schema/upgrade.ts";

/** One thing that an operation runs: a component, or a step of an upgrade, whose name has a `/`. */
export interface PlanNode {
  readonly name: string;
  /** The component that it is about. */
  readonly component: string;
  readonly needs: readonly string[];
  readonly expectedMs: number;
  readonly isStep: boolean;
}

/** What a plan runs, as one graph: components that are not kept, and the steps of upgrades, which come before their members. */
export function planNodes({ components, upgrades = [] }: Pick<Plan, "components" | "upgrades">): readonly PlanNode[] {
  const lastSteps = new Map<string, readonly string[]>();
  for (const upgrade of upgrades) {
    const last = lastOf(stepsOf(upgrade));
    for (const member of upgrade.members) lastSteps.set(member, last);
  }
  return [
    ...components
      .filter(({ action }) => action !== "keep")
      .map(({ name, needs, expectedMs }) => ({
        name,
        component: name,
        needs: [...needs, ...(lastSteps.get(name) ?? [])],
        expectedMs,
        isStep: false,
      })),
    ...upgrades.flatMap(stepsOf).map(({ name, resource, needs, expectedMs }) => ({
      name,
      component: resource,
      needs,
      expectedMs,
      isStep: true,
    })),
  ];
}

/** The steps of an upgrade in an order in which each follows its needs; none where it is not planned. */
export function stepsOf(upgrade: ClusterUpgrade): readonly UpgradeStep[] {
  return upgrade.state === "planned" ? upgrade.hops.flatMap(({ steps }) => steps) : [];
}

function lastOf(steps: readonly UpgradeStep[]): readonly string[] {
  const needed = new Set(steps.flatMap(({ needs }) => needs));
  return steps.map(({ name }) => name).filter((name) => !needed.has(name));
}

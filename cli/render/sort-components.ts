import type { ComponentView } from "../answers.ts";

/** The components in the order in which they come up: each after all it needs, equals by name. A cycle does no harm. */
export function sortComponents(components: readonly ComponentView[]): readonly ComponentView[] {
  const byName = new Map(components.map((component) => [component.name, component]));
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0); // Ends a cycle.
    const needs = (byName.get(name)?.needs ?? []).filter((need) => byName.has(need));
    const depth = needs.reduce((deepest, need) => Math.max(deepest, depthOf(need) + 1), 0);
    depths.set(name, depth);
    return depth;
  };
  return components.toSorted((one, other) => depthOf(one.name) - depthOf(other.name) || compare(one.name, other.name));
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

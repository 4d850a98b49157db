import type { Resource } from "./resource.ts";

/** How many resources are in each state. A state without any is absent. */
export function countStates(resources: Iterable<Resource>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of resources) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

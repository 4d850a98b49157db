import { nameHeap } from "./name-heap.ts";
import type { ComponentReference } from "./schema/expression.ts";

/** A node and the names of the nodes that come before it. Needs that name no node of the graph are ignored. */
export interface GraphNode {
  readonly name: string;
  readonly needs: readonly string[];
}

/** A node with how long it takes, milliseconds. */
export interface TimedNode extends GraphNode {
  readonly expectedMs: number;
}

/** What a component needs: everything it refers to and everything it comes after, sorted, each once. */
export function componentNeeds(after: readonly string[], references: readonly ComponentReference[]): readonly string[] {
  return [...new Set([...after, ...references.map((reference) => reference.name)])].toSorted();
}

/** The names in an order in which every node follows its needs, ties by name. Nodes of a cycle, and what needs them, are left out. */
export function sortByNeeds(nodes: readonly GraphNode[]): readonly string[] {
  const { dependents, openNeeds } = edges(nodes);
  const ready = nameHeap(() => 0);
  for (const { name } of nodes) if (openNeeds.get(name) === 0) ready.push(name);
  const order: string[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    for (const dependent of dependents.get(name) ?? []) {
      const open = (openNeeds.get(dependent) ?? 0) - 1;
      openNeeds.set(dependent, open);
      if (open === 0) ready.push(dependent);
    }
  }
  return order;
}

/** More cycles than these are not looked for at once: nobody reads them, and a graph of many would take long. */
const CYCLES_AT_ONCE = 10;

/**
 * The first cycles, at most 10, each from its first name back to it (`["a", "b", "a"]`); cycles that share a node count
 * as one. Empty when there is none.
 */
export function findCycles(nodes: readonly GraphNode[]): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  let rest = nodes;
  for (;;) {
    const sorted = new Set(sortByNeeds(rest));
    rest = rest.filter((node) => !sorted.has(node.name));
    const cycle = oneCycle(rest);
    if (cycle === undefined) return cycles;
    cycles.push(cycle);
    if (cycles.length === CYCLES_AT_ONCE) return cycles;
    const inCycle = new Set(cycle);
    rest = rest.filter((node) => !inCycle.has(node.name));
  }
}

/** The same nodes without the needs that close a cycle, so that an order always exists. */
export function dropCycles<Node extends GraphNode>(nodes: readonly Node[]): readonly Node[] {
  let rest = nodes;
  for (;;) {
    const cycles = findCycles(rest);
    if (cycles.length === 0) return rest;
    const dropped = new Map(cycles.map((cycle) => [cycle[0] ?? "", cycle[1] ?? ""]));
    rest = rest.map((node) =>
      dropped.has(node.name) ? { ...node, needs: node.needs.filter((need) => need !== dropped.get(node.name)) } : node,
    );
  }
}

/** By name: a node's own time and the longest chain of those that need it, milliseconds. Who starts first by it ends soonest as a whole. */
export function criticalTails(nodes: readonly TimedNode[]): ReadonlyMap<string, number> {
  const { dependents } = edges(nodes);
  const expectedMs = new Map(nodes.map((node) => [node.name, node.expectedMs]));
  const tails = new Map<string, number>();
  for (const name of sortByNeeds(nodes).toReversed()) {
    let longest = 0;
    for (const dependent of dependents.get(name) ?? []) longest = Math.max(longest, tails.get(dependent) ?? 0);
    tails.set(name, longest + (expectedMs.get(name) ?? 0));
  }
  return tails;
}

/** Length of the longest chain, milliseconds; 0 for no nodes. */
export function criticalPathMs(nodes: readonly TimedNode[]): number {
  let longest = 0;
  for (const tail of criticalTails(nodes).values()) longest = Math.max(longest, tail);
  return longest;
}

/** Everything that needs one of the names, directly or through others, without the names themselves; sorted. */
export function descendants(nodes: readonly GraphNode[], names: readonly string[]): readonly string[] {
  const { dependents } = edges(nodes);
  const seen = new Set(names);
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const dependent of dependents.get(name) ?? []) {
      if (seen.has(dependent)) continue;
      seen.add(dependent);
      queue.push(dependent);
    }
  }
  for (const name of names) seen.delete(name);
  return [...seen].toSorted();
}

/** The graph turned round: each node needs those that needed it, which is the order of deletion. Cycles are cut. */
export function reverseNeeds(nodes: readonly GraphNode[]): readonly GraphNode[] {
  const { dependents } = edges(dropCycles(nodes));
  return nodes.map(({ name }) => ({ name, needs: (dependents.get(name) ?? []).toSorted() }));
}

function edges(nodes: readonly GraphNode[]): {
  readonly dependents: Map<string, string[]>;
  readonly openNeeds: Map<string, number>;
} {
  const dependents = new Map<string, string[]>(nodes.map((node) => [node.name, []]));
  const openNeeds = new Map<string, number>();
  for (const { name, needs } of nodes) {
    const known = [...new Set(needs)].filter((need) => dependents.has(need));
    for (const need of known) dependents.get(need)?.push(name);
    openNeeds.set(name, known.length);
  }
  return { dependents, openNeeds };
}

/** Walks from need to need until a name comes again. Every node given has a need among them, else there is no cycle. */
function oneCycle(nodes: readonly GraphNode[]): readonly string[] | undefined {
  const needsByName = new Map(nodes.map((node) => [node.name, node.needs]));
  const path: string[] = [];
  const position = new Map<string, number>();
  let name = [...needsByName.keys()].toSorted()[0];
  while (name !== undefined) {
    const start = position.get(name);
    if (start !== undefined) return startAtSmallest(path.slice(start));
    position.set(name, path.length);
    path.push(name);
    name = needsByName
      .get(name)
      ?.filter((need) => needsByName.has(need))
      .toSorted()[0];
  }
  return undefined;
}

/** The same cycle from its smallest name, so that it reads the same wherever it was entered. */
function startAtSmallest(cycle: readonly string[]): readonly string[] {
  const start = cycle.indexOf(cycle.toSorted()[0] ?? "");
  const turned = [...cycle.slice(start), ...cycle.slice(0, start)];
  return [...turned, ...turned.slice(0, 1)];
}

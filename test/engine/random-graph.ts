import { seededRandom } from "../crash/random.ts";
import type { SimulatedSpec } from "../setup/simulated-documents.ts";

/** A component of a random graph. */
export interface GraphNode extends SimulatedSpec {
  readonly name: string;
  /** Whose outputs it refers to. */
  readonly refersTo: readonly string[];
  /** All that it needs: what it refers to, and `after`. */
  readonly needs: readonly string[];
}

/** A graph of 1 to 60 components that follow from the seed; each needs up to four that come before it. */
export function randomGraph(seed: string): readonly GraphNode[] {
  const random = seededRandom(seed);
  const count = Math.ceil(random.between(0, 60));
  const nodes: GraphNode[] = [];
  for (let index = 0; index < count; index += 1) {
    const needs = random
      .shuffle(nodes)
      .slice(0, Math.floor(random.between(0, 5)))
      .map(({ name }) => name);
    const refersTo = needs.filter(() => random.next() < 0.5);
    nodes.push({
      name: `c${index}`,
      needs,
      refersTo,
      after: needs.filter((need) => !refersTo.includes(need)),
      seconds: Math.ceil(random.between(0, 40)),
      properties: Object.fromEntries(refersTo.map((need) => [need, `\${components.${need}.outputs.url}`])),
    });
  }
  return nodes;
}

/** What refers to a component, directly or through others. */
export function referringTo(nodes: readonly GraphNode[], name: string): ReadonlySet<string> {
  const found = new Set([name]);
  // Nodes come after all that they need.
  for (const node of nodes) if (node.refersTo.some((need) => found.has(need))) found.add(node.name);
  found.delete(name);
  return found;
}

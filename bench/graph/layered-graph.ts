import { createHash } from "node:crypto";
import type { Graph, GraphComponent } from "./graph.ts";

const LAYERS = 10;
const NEEDS_MAX = 3;
const TYPICAL_SECONDS = 20;
const SIGMA = 0.8;

/**
 * A random graph of `size` components in ten layers, the same for the same seed. Each needs one to three of the layer
 * before; durations are lognormal around 20 cloud seconds.
 */
export function layeredGraph(size: number, seed: string): Graph {
  const random = randomFrom(seed);
  const layers: GraphComponent[][] = Array.from({ length: LAYERS }, () => []);
  for (let index = 0; index < size; index += 1) {
    const layer = Math.floor((index * LAYERS) / size);
    const before = layers[layer - 1] ?? [];
    const needs = new Set<string>();
    const wanted = before.length === 0 ? 0 : 1 + Math.floor(random() * NEEDS_MAX);
    while (needs.size < Math.min(wanted, before.length)) {
      const need = before[Math.floor(random() * before.length)];
      if (need !== undefined) needs.add(need.name);
    }
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const seconds = Number((TYPICAL_SECONDS * Math.exp(SIGMA * normal)).toFixed(2));
    const name = `c${String(index + 1).padStart(4, "0")}`;
    layers[layer]?.push({ name, type: `layer-${layer + 1}`, seconds, needs: [...needs] });
  }
  return { name: `layered-${size}`, components: layers.flat() };
}

/** Numbers from 0 up to 1, from a hash: stable across versions of Node. */
function randomFrom(seed: string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash("sha256").update(`${seed}\0${drawn}`).digest().readUIntBE(0, 6) / 2 ** 48;
  };
}

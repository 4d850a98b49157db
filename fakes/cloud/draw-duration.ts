import { createHash } from "node:crypto";

/** What one duration is drawn from. */
export interface DurationDraw {
  /** Seed of the run. A number and its decimal text draw alike. */
  readonly seed: string | number;
  /** Id of the resource. */
  readonly id: string;
  /** Typical seconds: the median of the distribution. */
  readonly seconds: number;
  /** Sigma of the lognormal distribution, 0.2 unless given; 0 answers the typical seconds exactly. */
  readonly sigma?: number;
}

/**
 * How long a change of a resource takes, in cloud seconds before any time scale: lognormal around the typical seconds.
 *
 * Depends on nothing but its input, so the order of calls does not matter, and every change of one resource is slow or
 * quick by the same factor.
 */
export function drawSeconds({ seed, id, seconds, sigma = 0.2 }: DurationDraw): number {
  if (sigma === 0) return seconds;
  return seconds * Math.exp(sigma * standardNormal(`${seed}\0${id}`));
}

// Box-Muller over 2 × 48 bits of a hash: stable across versions of Node, which Math.random is not.
function standardNormal(text: string): number {
  const hash = createHash("sha256").update(text).digest();
  const radius = Math.sqrt(-2 * Math.log((hash.readUIntBE(0, 6) + 1) / 2 ** 48));
  return radius * Math.cos(2 * Math.PI * (hash.readUIntBE(6, 6) / 2 ** 48));
}

import { createHash } from "node:crypto";

/** What one draw depends on, besides the seed: nothing else, so the order of calls changes no outcome. */
export interface DrawOf {
  readonly incarnation: string;
  readonly event: string;
  /** Counts the draws for the same event of one incarnation; 0 unless given. */
  readonly ordinal?: number;
}

/** Least, most likely and most seconds. */
export type Range = readonly [number, number, number];

/** Draws by counting: each is a function of the seed and of what it is for. */
export interface Draw {
  /** From 0 up to, not including, 1. */
  fraction(of: DrawOf): number;
  /** Seconds of a triangular distribution. */
  seconds(of: DrawOf, range: Range): number;
  /** Hexadecimal digits, at most 64. */
  hex(of: DrawOf, length: number): string;
  uuid(of: DrawOf): string;
}

export function drawFrom(seed: string): Draw {
  const hash = ({ incarnation, event, ordinal = 0 }: DrawOf) =>
    createHash("sha256").update(`${seed}\0${incarnation}\0${event}\0${ordinal}`).digest();
  const draw: Draw = {
    fraction: (of) => hash(of).readUIntBE(0, 6) / 2 ** 48,
    seconds: (of, range) => triangular(draw.fraction(of), range),
    hex: (of, length) => hash(of).toString("hex").slice(0, length),
    uuid(of) {
      const digits = hash(of).toString("hex");
      const variant = "89ab".charAt(Number.parseInt(digits.charAt(16), 16) % 4);
      const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
      return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-");
    },
  };
  return draw;
}

function triangular(fraction: number, [least, mode, most]: Range): number {
  if (most <= least) return least;
  const split = (mode - least) / (most - least);
  if (fraction < split) return least + Math.sqrt(fraction * (most - least) * (mode - least));
  return most - Math.sqrt((1 - fraction) * (most - least) * (most - mode));
}

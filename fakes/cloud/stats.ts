import type { Effect } from "./truth-log.ts";

/** Counters of one cloud. Effects are counted over the whole truth log, all else since the process started. */
export interface Stats {
  /** Calls under `/resources` by HTTP method, whatever they were answered. */
  readonly calls: Record<string, number>;
  /** How many of them were listings. */
  listings: number;
  /** Calls that were answered from the record of their idempotency key. */
  idempotentRepeats: number;
  /** Calls refused by the rate limit. */
  rateLimited: number;
  readonly effects: Record<Effect["effect"], number>;
  readonly outsideEffects: Record<Effect["effect"], number>;
  countCall(method: string): void;
  countEffect(effect: Effect): void;
}

/** Counters that start with the effects given. */
export function countFrom(effects: readonly Effect[]): Stats {
  const stats: Stats = {
    calls: {},
    listings: 0,
    idempotentRepeats: 0,
    rateLimited: 0,
    effects: { create: 0, update: 0, delete: 0 },
    outsideEffects: { create: 0, update: 0, delete: 0 },
    countCall(method) {
      stats.calls[method] = (stats.calls[method] ?? 0) + 1;
    },
    countEffect({ effect, cause }) {
      const counts = cause === "api" ? stats.effects : stats.outsideEffects;
      counts[effect] += 1;
    },
  };
  for (const effect of effects) stats.countEffect(effect);
  return stats;
}

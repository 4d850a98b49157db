/** A token bucket per account. */
export interface RateLimit {
  /** Takes one token: 0 when there was one, else the milliseconds until there is one. */
  take(account: string, nowMs: number): number;
}

/** Buckets that fill with `ratePerSecond` tokens a second and hold as many. Infinity never refuses. */
export function rateLimit(ratePerSecond: number): RateLimit {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const size = Math.max(ratePerSecond, 1);

  return {
    take(account, nowMs) {
      if (ratePerSecond === Infinity) return 0;
      const bucket = buckets.get(account) ?? { tokens: size, atMs: nowMs };
      buckets.set(account, bucket);
      bucket.tokens = Math.min(size, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * ratePerSecond);
      bucket.atMs = nowMs;
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
      }
      return ((1 - bucket.tokens) / ratePerSecond) * 1000;
    },
  };
}

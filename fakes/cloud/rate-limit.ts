/** A token bucket per account. */
export interface RateLimit {
  /** Takes one token: 0 when there was one, else the milliseconds until there is one. */
  take(account: string, nowMs: number): number;
  /** Tokens a second, for each account. */
  ratePerSecond(): number;
  /** Sets them; every account begins anew, with a full bucket. */
  set(ratePerSecond: number): void;
}

/** Buckets that fill with `initial` tokens a second and hold as many. Infinity never refuses. */
export function rateLimit(initial: number): RateLimit {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  let ratePerSecond = initial;

  return {
    take(account, nowMs) {
      if (ratePerSecond === Infinity) return 0;
      const size = Math.max(ratePerSecond, 1);
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
    ratePerSecond: () => ratePerSecond,
    set(wanted) {
      ratePerSecond = wanted;
      buckets.clear();
    },
  };
}

import type { Settings } from "./settings.ts";

/** Token buckets for each account and region, one for reads and one for writes. */
export interface Throttle {
  /** Takes one token: 0 when there was one, else the milliseconds until there is. `simMs` is used by `clock: sim`. */
  take(place: string, access: "read" | "write", simMs: number): number;
}

export function throttleBy(settings: () => Settings): Throttle {
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  return {
    take(place, access, simMs) {
      const { isOn, clock, reads, writes } = settings().throttle;
      if (!isOn) return 0;
      const { perSecond, burst } = access === "read" ? reads : writes;
      const nowMs = clock === "sim" ? simMs : Date.now();
      const key = `${place}/${access}`;
      const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
      buckets.set(key, bucket);
      const passedMs = Math.max(0, nowMs - bucket.atMs);
      bucket.tokens = Math.min(burst, bucket.tokens + (passedMs / 1000) * perSecond);
      bucket.atMs = nowMs;
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
      }
      return ((1 - bucket.tokens) / perSecond) * 1000;
    },
  };
}

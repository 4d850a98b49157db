import { setTimeout as sleep } from "node:timers/promises";

/** How many calls may be sent. */
export interface Rate {
  readonly perSecond: number;
  /** Calls that may be sent at once after a quiet time. */
  readonly burst: number;
}

/** Lets calls through at a rate, in the order in which they came. */
export interface TokenBucket {
  /** Waits for a place. Undefined when it has one; otherwise how long one would have to wait, milliseconds: none is kept. */
  take(signal: AbortSignal): Promise<number | undefined>;
  /** Lets nothing through for so long, and then begins without a burst: the other side has asked to wait. */
  pause(forMs: number): void;
}

/**
 * Makes a bucket. Whoever would wait longer than `waitMsMax` gets no place and is told so at once.
 *
 * @param now - Milliseconds of a clock that never goes back.
 */
export function tokenBucket(
  { perSecond, burst }: Rate,
  { waitMsMax, now }: { readonly waitMsMax: number; readonly now: () => number },
): TokenBucket {
  const everyMs = 1_000 / perSecond;
  /** When the next place would be free if nobody had saved up any. */
  let freeAt = Number.NEGATIVE_INFINITY;

  return {
    async take(signal) {
      signal.throwIfAborted();
      const at = now();
      const place = Math.max(freeAt, at - (burst - 1) * everyMs);
      const waitMs = place - at;
      if (waitMs > waitMsMax) return Math.ceil(waitMs);
      freeAt = place + everyMs;
      if (waitMs > 0) await sleep(Math.ceil(waitMs), undefined, { signal });
      return undefined;
    },

    pause(forMs) {
      freeAt = Math.max(freeAt, now() + forMs);
    },
  };
}

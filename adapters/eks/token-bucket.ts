/** How many calls may be sent. */
export interface Rate {
  readonly perSecond: number;
  /** Calls that may be sent at once after a quiet time. */
  readonly burst: number;
}

/** Lets calls through at a rate, in the order in which they came. */
export interface TokenBucket {
  /**
   * Waits for a place. Undefined when it has one; otherwise how long one would have to wait, milliseconds: none is kept. Whoever
   * is cancelled while it waits gives its place to those behind.
   */
  take(signal: AbortSignal): Promise<number | undefined>;
  /**
   * The other side found that a call came too soon: for a moment nothing goes out, nobody has saved up a burst, and the rate is
   * half of what it was. It grows back by itself. Calls that were on their way already when it was lowered lower it no further.
   *
   * @param sentAt - When the call got its place, by the bucket's clock.
   */
  slowDown(sentAt: number): void;
}

/** Whoever waits. */
interface Waiter {
  /** Later than this it does not wait, by the bucket's clock. */
  readonly until: number;
  readonly end: (retryAfterMs: number | undefined) => void;
}

/** Nothing goes out for so long after a call that came too soon, milliseconds. */
const QUIET_MS = 500;
/** The rate never falls below this part of what is allowed. */
const SLOWEST = 0.1;
/** Part of what is allowed by which the rate grows each second. */
const GROWTH = 0.05;

/**
 * Makes a bucket. Whoever would wait longer than `waitMsMax` gets no place and is told so: at once, or as soon as the rate
 * falls.
 *
 * @param now - Milliseconds of a clock that never goes back.
 */
export function tokenBucket(
  { perSecond, burst }: Rate,
  { waitMsMax, now }: { readonly waitMsMax: number; readonly now: () => number },
): TokenBucket {
  let queue: Waiter[] = [];
  let tokens = burst;
  let rate = perSecond;
  /** Until when tokens and rate are counted; in the future while nothing goes out. */
  let countedAt = now();
  let slowedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const count = () => {
    const seconds = (now() - countedAt) / 1_000;
    if (seconds <= 0) return;
    countedAt += seconds * 1_000;
    tokens = Math.min(tokens + seconds * rate, burst);
    rate = Math.min(rate + seconds * GROWTH * perSecond, perSecond);
  };
  /** How long until so many calls more have gone out, milliseconds. That the rate grows meanwhile is left out. */
  const waitFor = (calls: number) => Math.max(countedAt - now(), 0) + Math.max(calls - tokens, 0) * (1_000 / rate);

  const serve = () => {
    count();
    while (queue.length > 0 && countedAt <= now() && tokens >= 1) {
      tokens -= 1;
      queue.shift()?.end(undefined);
    }
    clearTimeout(timer);
    // A token is counted in fractions: a millisecond more, or its last part would be waited for again and again.
    if (queue.length > 0) timer = setTimeout(serve, Math.ceil(waitFor(1)) + 1);
  };

  return {
    async take(signal) {
      signal.throwIfAborted();
      count();
      if (queue.length === 0 && countedAt <= now() && tokens >= 1) {
        tokens -= 1;
        return undefined;
      }
      const waitMs = waitFor(queue.length + 1);
      if (waitMs > waitMsMax) return Math.ceil(waitMs);
      return await new Promise((resolve, reject) => {
        const cancel = () => {
          queue.splice(queue.indexOf(waiter), 1);
          serve();
          reject(signal.reason as Error);
        };
        const waiter: Waiter = {
          until: now() + waitMsMax,
          end(retryAfterMs) {
            signal.removeEventListener("abort", cancel);
            resolve(retryAfterMs);
          },
        };
        signal.addEventListener("abort", cancel, { once: true });
        queue.push(waiter);
        if (queue.length === 1) serve();
      });
    },

    slowDown(sentAt) {
      count();
      if (sentAt < slowedAt) return;
      slowedAt = now();
      tokens = Math.min(tokens, 0);
      rate = Math.max(rate / 2, SLOWEST * perSecond);
      countedAt = slowedAt + QUIET_MS;
      const waiting = queue;
      queue = [];
      for (const waiter of waiting) {
        const waitMs = waitFor(queue.length + 1);
        if (slowedAt + waitMs <= waiter.until) queue.push(waiter);
        else waiter.end(Math.ceil(waitMs));
      }
      serve();
    },
  };
}

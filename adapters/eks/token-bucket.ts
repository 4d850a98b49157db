import { fairTurns } from "./fair-turns.ts";

/** How many calls may be sent. */
export interface Rate {
  readonly perSecond: number;
  /** Calls that may be sent at once after a quiet time. */
  readonly burst: number;
}

/** Lets calls through at a rate. Where more wait than it lets through, everybody for whom calls wait gets on alike. */
export interface TokenBucket {
  /**
   * Waits for a place. Undefined when it has one; otherwise when to come back, in milliseconds: none is kept. Whoever is
   * cancelled while it waits gives its place to those behind.
   *
   * @param turn - For whom it is.
   */
  take(signal: AbortSignal, turn?: string): Promise<number | undefined>;
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
  readonly turn: string;
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
 * Makes a bucket. Whoever would wait longer than `waitMsMax` gets no place and is told to come back shortly before its turn: at
 * once, as soon as the rate falls, or when others who had no turn for longer have come before it.
 *
 * @param now - Milliseconds of a clock that never goes back.
 */
export function tokenBucket(
  { perSecond, burst }: Rate,
  { waitMsMax, now }: { readonly waitMsMax: number; readonly now: () => number },
): TokenBucket {
  const queue = fairTurns<Waiter>();
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
    while (queue.size > 0 && countedAt <= now() && tokens >= 1) {
      tokens -= 1;
      queue.next()?.end(undefined);
    }
    clearTimeout(timer);
    // A token is counted in fractions: a millisecond more, or its last part would be waited for again and again.
    if (queue.size > 0) timer = setTimeout(serve, Math.ceil(waitFor(1)) + 1);
  };

  /** Notes that one is sent away, and answers when it is to come back: shortly before it has its turn. */
  const sendAway = (turn: string): number => {
    const waitMs = waitFor(queue.aheadWithAway(turn, now()) + 1);
    const inMs = Math.ceil(Math.max(waitMs - waitMsMax / 2, 1_000 / rate));
    queue.sentAway(turn, now() + inMs);
    return inMs;
  };

  return {
    async take(signal, turn = "") {
      signal.throwIfAborted();
      count();
      if (waitFor(queue.ahead(turn) + 1) > waitMsMax) return sendAway(turn);
      return await new Promise((resolve, reject) => {
        const leave = () => {
          signal.removeEventListener("abort", cancel);
          clearTimeout(patience);
          queue.remove(turn, waiter);
        };
        const cancel = () => {
          leave();
          serve();
          reject(signal.reason as Error);
        };
        const waiter: Waiter = {
          turn,
          until: now() + waitMsMax,
          end(retryAfterMs) {
            leave();
            resolve(retryAfterMs);
          },
        };
        // Its place may come a little later than was counted.
        const patience = setTimeout(
          () => {
            leave();
            resolve(sendAway(turn));
          },
          waitMsMax + 1_000 / perSecond,
        );
        signal.addEventListener("abort", cancel, { once: true });
        queue.add(turn, waiter);
        serve();
      });
    },

    slowDown(sentAt) {
      count();
      if (sentAt < slowedAt) return;
      slowedAt = now();
      tokens = Math.min(tokens, 0);
      rate = Math.max(rate / 2, SLOWEST * perSecond);
      countedAt = slowedAt + QUIET_MS;
      let kept = 0;
      const tooLate = queue.inOrder().filter(({ until }) => {
        const isInTime = slowedAt + waitFor(kept + 1) <= until;
        if (isInTime) kept += 1;
        return !isInTime;
      });
      for (const waiter of tooLate) queue.remove(waiter.turn, waiter);
      for (const waiter of tooLate) waiter.end(sendAway(waiter.turn));
      serve();
    },
  };
}

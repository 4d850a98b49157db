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
   * Waits for a place. Undefined when it has one; otherwise when to come back, in milliseconds: none is kept.
   *
   * @param turn - For whom it is.
   */
  take(signal: AbortSignal, turn?: string): Promise<number | undefined>;
  /** Lets nothing through for so long, and then begins without a burst: the other side has asked to wait. */
  pause(forMs: number): void;
}

interface Waiter {
  readonly letThrough: () => void;
}

/**
 * Makes a bucket. Whoever would wait longer than `waitMsMax` gets no place, and is told to come back shortly before its turn.
 *
 * @param now - Milliseconds of a clock that never goes back.
 */
export function tokenBucket(
  { perSecond, burst }: Rate,
  { waitMsMax, now }: { readonly waitMsMax: number; readonly now: () => number },
): TokenBucket {
  const everyMs = 1_000 / perSecond;
  const queue = fairTurns<Waiter>();
  /** When the next place would be free if nobody had saved up any. */
  let freeAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const nextPlace = () => Math.max(freeAt, now() - (burst - 1) * everyMs);

  function letThrough(): void {
    clearTimeout(timer);
    timer = undefined;
    while (queue.size > 0) {
      const place = nextPlace();
      const waitMs = place - now();
      if (waitMs > 0) return void (timer = setTimeout(letThrough, Math.ceil(waitMs)));
      freeAt = place + everyMs;
      queue.next()?.letThrough();
    }
  }

  function sendAway(turn: string): number {
    const nowMs = now();
    const untilTurnMs = nextPlace() + queue.aheadWithAway(turn, nowMs) * everyMs - nowMs;
    const inMs = Math.ceil(Math.max(untilTurnMs - waitMsMax / 2, everyMs));
    queue.sentAway(turn, nowMs + inMs);
    return inMs;
  }

  return {
    async take(signal, turn = "") {
      signal.throwIfAborted();
      if (nextPlace() + queue.ahead(turn) * everyMs - now() > waitMsMax) return sendAway(turn);
      return await new Promise((resolve, reject) => {
        const leave = () => {
          signal.removeEventListener("abort", giveUp);
          clearTimeout(patience);
          queue.remove(turn, waiter);
        };
        const waiter: Waiter = {
          letThrough() {
            leave();
            resolve(undefined);
          },
        };
        const giveUp = () => {
          leave();
          reject(signal.reason as Error);
        };
        // Others, who had no turn for longer, may have come before it.
        const patience = setTimeout(() => {
          leave();
          resolve(sendAway(turn));
        }, waitMsMax + everyMs);
        signal.addEventListener("abort", giveUp);
        queue.add(turn, waiter);
        letThrough();
      });
    },

    pause(forMs) {
      freeAt = Math.max(freeAt, now() + forMs);
    },
  };
}

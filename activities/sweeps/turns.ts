import { setImmediate as nextRound } from "node:timers/promises";

/**
 * Hands out turns to compute, one for each round of the event loop, whoever asks: however many sweeps a process runs, what
 * else it does waits for one slice of them at most.
 */
export function createTurns(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    last = last.then(async () => await nextRound());
    await last;
  };
}

import { performance } from "node:perf_hooks";
import { setImmediate as nextRound, setTimeout as sleep } from "node:timers/promises";

/** How busy a process's event loop has been since it began, milliseconds. */
export interface LoopUse {
  readonly active: number;
  readonly idle: number;
}

/** What turns are handed out by. */
export interface TurnsClock {
  readonly loopUse: () => LoopUse;
  readonly rest: (ms: number) => Promise<void>;
}

/** The part of its time for which an event loop may be busy while it sweeps, unless more or less is asked for. */
export const BUSY_SHARE = 0.3;
/** A loop that was idle may be busier than that for so long, so that a sweep begins at full speed. */
const SAVED_MAX_MS = 1_000;
/** A rest is no longer, so that sweeps get on, slowly, where the process is busy with other things all the time. */
const REST_MAX_MS = 20;
/** Timers are not finer. */
const REST_MIN_MS = 1;

const PROCESS: TurnsClock = {
  loopUse: () => performance.eventLoopUtilization(),
  rest: async (ms) => await sleep(ms),
};

/**
 * Hands out turns to compute, one for each round of the event loop, whoever asks: however many sweeps a process runs, what
 * else it does waits for one slice of them at most. Where its event loop is busy for more than its share of the time, the
 * next turn comes only after a rest, so that sweeps leave to others, in and outside of the process, what those need. With a
 * share of 1 there is no rest.
 */
export function createTurns(share: number = BUSY_SHARE, { loopUse, rest }: TurnsClock = PROCESS): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let before = loopUse();
  let owedMs = -SAVED_MAX_MS;
  const next = async () => {
    await nextRound();
    const now = loopUse();
    const usedMs = (now.active - before.active) * (1 / share - 1);
    owedMs = Math.min(Math.max(owedMs + usedMs - (now.idle - before.idle), -SAVED_MAX_MS), REST_MAX_MS);
    before = now;
    if (owedMs >= REST_MIN_MS) await rest(owedMs);
  };
  return async () => {
    last = last.then(next);
    await last;
  };
}

/**
 * How often a place may be asked, learned from what it refuses. A place that has refused nothing is asked as fast as it
 * answers. One that has is asked evenly, as often as it took calls between its refusals, and a little more often with each
 * call that it takes: who asks in bursts and waits after each leaves a part of what it is allowed unused.
 */
export interface Pace {
  /** Milliseconds until the next call should be made; 0 for at once. */
  waitMs(nowMs: number): number;
  /** A call is made. */
  called(nowMs: number): void;
  /** The call that was made was refused, by a place that wants nobody to ask for so long. */
  refused(nowMs: number, askedMs: number): void;
}

/** The pace of each place that a process asks, by any name. */
export type PaceOf = (place: string) => Pace;

/** More often with each call that is taken: a tenth more after about twenty. */
const GROWTH = 1.005;
/** Windows that begin with a burst show less than a place allows. */
const HEADROOM = 1.05;
/** What few calls tell of a rate is chance. */
const CALLS_MIN = 3;
/** Who is called later than this after it might have been has saved calls up, as a place does that is new. */
const SAVED_UP_AFTER_MS = 5_000;
/** Nothing that was learned makes it slower than one call in ten seconds. */
const SLOWEST_PER_MS = 1 / 10_000;
/** One that was not asked for so long is asked as fast as it answers again. */
const FORGET_AFTER_MS = 120_000;

/** A pace of which nothing is known yet. */
export function newPace(): Pace {
  let callsPerMs = Infinity;
  /** Calls that were taken since a refusal; unknown where a place may have had calls saved up. */
  let counted: { readonly sinceMs: number; taken: number } | undefined;
  let nextAt = Number.NEGATIVE_INFINITY;
  let calledAt = Number.NEGATIVE_INFINITY;
  let wasRefused = false;
  let isAfterRefusal = false;
  return {
    waitMs: (nowMs) => Math.max(nextAt - nowMs, 0),
    called(nowMs) {
      const lateMs = nowMs - Math.max(calledAt, nextAt);
      if (lateMs > SAVED_UP_AFTER_MS) counted = undefined;
      if (lateMs > FORGET_AFTER_MS) callsPerMs = Infinity;
      if (counted !== undefined) counted.taken += 1;
      isAfterRefusal = wasRefused;
      wasRefused = false;
      if (!isAfterRefusal) callsPerMs *= GROWTH;
      calledAt = nowMs;
      nextAt = nowMs + 1 / callsPerMs;
    },
    refused(nowMs, askedMs) {
      wasRefused = true;
      if (counted !== undefined) counted.taken -= 1;
      const isKnown = counted !== undefined && counted.taken >= CALLS_MIN;
      if (counted !== undefined && isKnown) {
        const ms = Math.max(nowMs - counted.sinceMs, 1);
        callsPerMs = Math.max((HEADROOM * counted.taken) / ms, SLOWEST_PER_MS);
      }
      // Two refusals with nothing between them tell of no rate: the place takes no calls at all.
      if (counted === undefined || isKnown || isAfterRefusal) counted = { sinceMs: nowMs, taken: 0 };
      nextAt = nowMs + askedMs;
    },
  };
}

/** Keeps the paces of places. */
export function createPaces(): PaceOf {
  const paces = new Map<string, Pace>();
  return (place) => {
    const pace = paces.get(place) ?? newPace();
    paces.set(place, pace);
    return pace;
  };
}

/** A clock that tests move forward. */
export interface MovedClock {
  readonly now: () => number;
  pass(ms: number): void;
}

/** The machine's clock, moved by nothing yet. */
export function movedClock(): MovedClock {
  let aheadMs = 0;
  return { now: () => Date.now() + aheadMs, pass: (ms) => void (aheadMs += ms) };
}

/** A day, in milliseconds. */
export const DAY_MS = 86_400_000;

import { setTimeout as sleep } from "node:timers/promises";
import type { Observation } from "../driver.ts";

/** How long to look for a change. */
export interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

// Far below what a person notices, and dear enough to be no busy loop: one look is a few reads and one request.
const LOOK_MS = 25;

/** Looks until the answer is other than "changing" or the wait is over; the last answer. @throws the signal's reason */
export async function observeUntil(
  look: () => Promise<Observation>,
  { waitMs, signal }: Patience,
): Promise<Observation> {
  const until = Date.now() + waitMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    const leftMs = until - Date.now();
    if (seen.state !== "changing" || leftMs <= 0) return seen;
    await sleep(Math.min(LOOK_MS, leftMs), undefined, { signal });
  }
}

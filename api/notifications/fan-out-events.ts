import type { Store } from "../../adapters/store/port.ts";
import type { Log } from "../http/log.ts";
import { type Bell, createBell } from "../wakes/bell.ts";
import { runWoken, type WokenLoop } from "../wakes/run-woken.ts";

const AT_ONCE = 500;
/** After some events it rests so long: each look is a transaction. */
const GATHER_MS = 100;
const FORGET_EVERY_MS = 3_600_000;
/** How long what was settled is kept. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** What the loops of notifications share. */
export interface NotificationLoop {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Makes the deliveries of sealed events as soon as `sealed` rings, and rings `due` when there are new ones; each hour it
 * deletes those that were settled 30 days ago.
 */
export function fanOutEvents(
  store: Pick<Store, "fanOut" | "forgetDeliveries">,
  bells: { readonly sealed: Bell; readonly due: Bell },
  { now, log, signal }: NotificationLoop,
): WokenLoop {
  const silence = createBell();
  let forgottenAt = 0;
  const act = async () => {
    const nowMs = now();
    const { events } = await store.fanOut({ limit: AT_ONCE, nowMs });
    if (events > 0) {
      bells.due.ring();
      // What comes meanwhile is taken together.
      await silence.wait(0, { ms: GATHER_MS, signal });
      return true;
    }
    if (nowMs - forgottenAt < FORGET_EVERY_MS) return false;
    const forgotten = await store.forgetDeliveries(nowMs - KEPT_MS);
    if (forgotten === 0) forgottenAt = nowMs;
    return forgotten > 0;
  };
  return runWoken({ name: "making deliveries of events", bell: bells.sealed, act, log, signal });
}

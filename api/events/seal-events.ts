import type { Store } from "../../adapters/store/port.ts";
import type { Log } from "../http/log.ts";
import type { Bell } from "../wakes/bell.ts";
import { runWoken, type WokenLoop } from "../wakes/run-woken.ts";

/** Gives committed events their sequence numbers as soon as `commits` rings, and rings `sealed` when there are new ones to read. */
export function sealEvents(
  store: Pick<Store, "sealEvents">,
  bells: { readonly commits: Bell; readonly sealed: Bell },
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): WokenLoop {
  const act = async () => {
    const count = await store.sealEvents();
    if (count > 0) bells.sealed.ring();
    return count > 0;
  };
  return runWoken({ name: "sealing events", bell: bells.commits, act, log, signal });
}

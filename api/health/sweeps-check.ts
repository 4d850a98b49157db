import type { Store } from "../../adapters/store/port.ts";
import { latePlaces } from "../../domain/drift/late-places.ts";
import type { Check } from "./run-checks.ts";

/** Load balancers ask often, and ages change slowly. */
const KEPT_MS = 10_000;

/** What the check asks. */
export interface SweepsToCheck {
  readonly store: Pick<Store, "sweptPlaces">;
  /** Every place is to be swept so often, milliseconds. */
  readonly everyMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Whether every place is looked at for drift, as it is not while its cell is away. Nothing else waits for that. */
export function sweepsCheck({ store, everyMs, now }: SweepsToCheck): Check {
  let last: { readonly at: number; readonly reason: string | undefined } | undefined;
  return {
    name: "sweeps",
    isAdvisory: true,
    async run() {
      const nowMs = now();
      if (last === undefined || Math.abs(nowMs - last.at) >= KEPT_MS)
        last = { at: nowMs, reason: latePlaces(await store.sweptPlaces(), { everyMs, nowMs }) };
      return last.reason;
    },
  };
}

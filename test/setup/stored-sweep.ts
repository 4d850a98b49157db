import { simulatedDriver } from "../../activities/components/simulated/driver.ts";
import type { DriftLook, DriftWatch } from "../../activities/components/drift-watch.ts";
import { beginSweep, endSweep } from "../../activities/sweeps/begin-and-end.ts";
import { createPaces } from "../../activities/sweeps/pace.ts";
import { SWEEP_LIMITS } from "../../activities/sweeps/sweep-limits.ts";
import { sweepPart } from "../../activities/sweeps/sweep-part.ts";
import type { SweepCursor } from "../../activities/sweeps/sweep-part-types.ts";
import type { SweepView } from "../../domain/schema/drift.ts";
import { digestJson } from "../../workers/digest.ts";
import { PLACE } from "./drift-world.ts";
import type { StoreWorld } from "./store-world.ts";

/** How the simulated kind looks in a test. */
export interface TestLook {
  /** Default 1. */
  readonly version?: number;
  /** What is there of a component. */
  look(componentUid: string): DriftLook;
}

let swept = 0;

/** A whole sweep of the stored components of a place: the product's activities, on the real store. Only the looks are the test's. */
export async function sweepStored({ store, records, sweeps }: StoreWorld, looks: TestLook): Promise<SweepView> {
  const ports = { store, sweepIdOf: () => `sw-stored-${(swept += 1)}`, limitMs: 60_000, now: () => Date.now() };
  const begun = await beginSweep(ports, { cause: "test", ...PLACE });
  if (!begun.isBegun) throw new Error("another sweep of this place runs");
  const { sweepId } = begun;
  const driver = { ...simulatedDriver({ cloudUrl: new URL("http://127.0.0.1:9"), fetch }), drift: watchOf(looks) };
  const cell = {
    records: { ...sweeps, wake: records.wake },
    drivers: new Map([[driver.kind, driver]]),
    keyedHash: (value: string) => `hash of ${value}`,
    digest: digestJson,
    maskOf: async () => (text: string) => text,
    now: () => performance.now(),
    turn: async () => undefined,
    paceOf: createPaces(),
    report: (line: string) => console.error(line),
    limits: SWEEP_LIMITS,
  };
  let cursor: SweepCursor | undefined;
  for (let part = 0; part === 0 || cursor !== undefined; part += 1) {
    const from = cursor === undefined ? {} : { cursor };
    ({ cursor } = await sweepPart(cell, { sweepId, part, ...PLACE, ...from }, new AbortController().signal));
  }
  await endSweep(ports, { sweepId, state: "succeeded", reason: "" });
  const ended = await store.getSweep(sweepId);
  if (ended === undefined) throw new Error(`sweep "${sweepId}" is gone`);
  return ended;
}

function watchOf({ version = 1, look }: TestLook): DriftWatch {
  return {
    version,
    stated: async () => ({}),
    isPublic: () => true,
    revertOf: () => "update",
    look: async ({ id }) => look(id.componentUid),
  };
}

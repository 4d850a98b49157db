import { setTimeout as sleep } from "node:timers/promises";
import type { CellRecords, NewWake, WatchedComponent } from "../adapters/cell-records/port.ts";
import type { Driver, Liveness } from "./components/driver.ts";

const LOOK_EVERY_MS = 500;
const LIST_EVERY_MS = 2_000;
const SAY_AGAIN_EVERY_MS = 5_000;

/** What watching a cell needs. */
export interface CellWatch {
  readonly cell: string;
  readonly records: Pick<CellRecords, "watched" | "wake">;
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly signal: AbortSignal;
  /** Text about a component with every secret it may know replaced. */
  readonly mask: (component: WatchedComponent, text: string) => Promise<string>;
  /** Told of a round that failed, which is tried again. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * Watches what should be alive in a cell and records what died, until the signal aborts. It never restarts anything: a
 * death is a row that wakes its environment, said again every 5 s until the component's incarnation changes.
 */
export async function watchCell(watch: CellWatch): Promise<void> {
  const kinds = [...watch.drivers.values()].flatMap(({ kind, check }) => (check === undefined ? [] : [kind]));
  const saidAt = new Map<string, number>();
  let listed: readonly WatchedComponent[] = [];
  let listedAt = Number.NEGATIVE_INFINITY;
  while (!watch.signal.aborted) {
    try {
      if (watch.now() - listedAt >= LIST_EVERY_MS) {
        listed = await watch.records.watched(watch.cell, kinds);
        listedAt = watch.now();
        forgetOthers(saidAt, listed);
      }
      const dead = await findDead(watch, listed);
      const wakes = dead.filter(
        ({ key }) => watch.now() - (saidAt.get(key) ?? Number.NEGATIVE_INFINITY) >= SAY_AGAIN_EVERY_MS,
      );
      const masked = await Promise.all(wakes.map(async (dead) => await maskDetail(watch, dead)));
      if (masked.length > 0) await watch.records.wake(masked);
      for (const { key } of wakes) saidAt.set(key, watch.now());
    } catch (error) {
      if (!watch.signal.aborted) watch.onError(error);
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: watch.signal }).catch(() => undefined); // Cut short by the signal.
  }
}

/** A death is said even where its detail cannot be shown. */
async function maskDetail({ mask, onError }: CellWatch, { component, wake }: Dead): Promise<NewWake> {
  try {
    return { ...wake, detail: await mask(component, wake.detail) };
  } catch (error) {
    onError(error);
    return { ...wake, detail: "what is known of it cannot be shown" };
  }
}

interface Dead {
  readonly key: string;
  readonly component: WatchedComponent;
  readonly wake: NewWake;
}

const keyOf = ({ componentUid, incarnation }: WatchedComponent) => `${componentUid}/${incarnation}`;

async function findDead(watch: CellWatch, listed: readonly WatchedComponent[]): Promise<readonly Dead[]> {
  const checks = listed.map(async (component) => {
    try {
      return await findDeadOne(watch, component);
    } catch (error) {
      if (!watch.signal.aborted) watch.onError(error); // The others are watched all the same.
      return undefined;
    }
  });
  const found = await Promise.all(checks);
  return found.filter((dead) => dead !== undefined);
}

async function findDeadOne({ drivers, signal }: CellWatch, component: WatchedComponent): Promise<Dead | undefined> {
  const { componentUid, environmentUid, incarnation } = component;
  const driver = drivers.get(component.kind);
  const seen: Liveness | undefined = await driver?.check?.(
    { id: { componentUid, environmentUid }, incarnation },
    signal,
  );
  if (seen === undefined || seen.state === "alive") return undefined;
  const { reason, detail } = seen;
  return { key: keyOf(component), component, wake: { componentUid, incarnation, reason, detail } };
}

function forgetOthers(saidAt: Map<string, number>, listed: readonly WatchedComponent[]): void {
  const keys = new Set(listed.map(keyOf));
  for (const key of saidAt.keys()) if (!keys.has(key)) saidAt.delete(key);
}

import { setTimeout as sleep } from "node:timers/promises";
import type { CellRecords, DoomedSnapshot } from "../adapters/cell-records/port.ts";
import type { Driver } from "./components/driver.ts";

const BUSY_EVERY_MS = 1_000;
const IDLE_EVERY_MS = 5_000;
const AT_ONCE_MAX = 8;
const ATTEMPT_LIMIT_MS = 30_000;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;

/** What deleting a cell's snapshots needs. */
export interface SnapshotDeletion {
  readonly cell: string;
  readonly records: Pick<CellRecords, "snapshotsToDelete" | "snapshotDeleted">;
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Told of what failed, which is tried again. */
  readonly onError: (error: unknown) => void;
}

/** How often one snapshot could not be deleted, and when it is tried again. */
interface BackOff {
  readonly failures: number;
  readonly againAt: number;
}

/**
 * Deletes the marked snapshots of a cell and then forgets their rows, until the signal aborts. Starts from the rows each
 * time, so that a crash between the two is made good by the next round. One that fails waits, 1 s to 1 min, and does not
 * stop the others.
 */
export async function deleteSnapshots(deletion: SnapshotDeletion): Promise<void> {
  const { cell, records, signal, now, onError } = deletion;
  const backOffs = new Map<string, BackOff>();
  while (!signal.aborted) {
    let waitMs = IDLE_EVERY_MS;
    try {
      const marked = await records.snapshotsToDelete(cell);
      forgetOthers(backOffs, marked);
      const due = marked.filter(({ id }) => now() >= (backOffs.get(id)?.againAt ?? Number.NEGATIVE_INFINITY));
      await Promise.all(due.slice(0, AT_ONCE_MAX).map(async (snapshot) => await tryOne(deletion, snapshot, backOffs)));
      if (marked.length > 0) waitMs = BUSY_EVERY_MS;
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined); // Cut short by the signal.
  }
}

async function tryOne(
  deletion: SnapshotDeletion,
  snapshot: DoomedSnapshot,
  backOffs: Map<string, BackOff>,
): Promise<void> {
  const { signal, now, onError } = deletion;
  try {
    await deleteOne(deletion, snapshot);
  } catch (error) {
    if (signal.aborted) return;
    const failures = (backOffs.get(snapshot.id)?.failures ?? 0) + 1;
    const waitMs = Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), LONGEST_BACK_OFF_MS);
    backOffs.set(snapshot.id, { failures, againAt: now() + waitMs });
    const why = error instanceof Error ? error.message : String(error);
    onError(new Error(`snapshot "${snapshot.id}" could not be deleted: ${why}`, { cause: error }));
  }
}

async function deleteOne({ records, drivers, signal }: SnapshotDeletion, snapshot: DoomedSnapshot): Promise<void> {
  const { id, location, kind } = snapshot;
  const driver = drivers.get(kind);
  if (driver?.deleteSnapshot === undefined) throw new Error(`this cell has no driver that deletes one of a "${kind}"`);
  await driver.deleteSnapshot({ id, location }, AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_LIMIT_MS)]));
  await records.snapshotDeleted(id);
}

function forgetOthers(backOffs: Map<string, BackOff>, marked: readonly DoomedSnapshot[]): void {
  const ids = new Set(marked.map(({ id }) => id));
  for (const id of backOffs.keys()) if (!ids.has(id)) backOffs.delete(id);
}

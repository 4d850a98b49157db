import { setTimeout as sleep } from "node:timers/promises";
import type { CellChecks } from "../adapters/cell-records/cell-checks-port.ts";
import type { CellFinding } from "../domain/schema/cell-check.ts";

const LOOK_EVERY_MS = 500;
const AFTER_FAILURE_MS = 2_000;
/** A check that takes longer is given up, and says so. */
const CHECK_MS = 45_000;

/** What checking a cell needs. */
export interface CheckingCell {
  readonly cell: string;
  readonly checks: CellChecks;
  readonly check: (signal: AbortSignal) => Promise<readonly CellFinding[]>;
  readonly signal: AbortSignal;
  /** Told of what failed, which is tried again. */
  readonly onError: (error: unknown) => void;
}

/** Checks the cell whenever it is asked to, until the signal aborts. */
export async function answerCellChecks({ cell, checks, check, signal, onError }: CheckingCell): Promise<void> {
  while (!signal.aborted) {
    let waitMs = LOOK_EVERY_MS;
    try {
      const asked = await checks.asked(cell);
      if (asked !== undefined) await checks.answer(cell, asked, await findingsOf(check, signal));
    } catch (error) {
      if (!signal.aborted) onError(error);
      waitMs = AFTER_FAILURE_MS;
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined); // Cut short by the signal.
  }
}

async function findingsOf(check: CheckingCell["check"], signal: AbortSignal): Promise<readonly CellFinding[]> {
  const worker: CellFinding = { name: "worker", ok: true, found: "it answers" };
  try {
    return [worker, ...(await check(AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)])))];
  } catch (error) {
    signal.throwIfAborted();
    const found = error instanceof Error ? error.message : String(error);
    return [
      worker,
      { name: "check", ok: false, found, next: "ask again; where it stays so, look at the worker's log" },
    ];
  }
}

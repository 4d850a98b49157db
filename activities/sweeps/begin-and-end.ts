import type { JudgeSweep, StoreOfDrift } from "../../adapters/store/drift-port.ts";
import { decideFinding } from "../../domain/drift/decide-finding.ts";
import { sweepBrake } from "../../domain/drift/sweep-brake.ts";
import type { BeginSweepInput, EndSweepInput, SweepBegun } from "../sweep-activities.ts";

/** What beginning and ending sweeps needs. */
export interface SweepStore {
  readonly store: Pick<StoreOfDrift, "beginSweep" | "endSweep">;
  /** The id of a sweep: the same for the same cause. */
  readonly sweepIdOf: (cause: string) => string;
  /** After this, milliseconds, a sweep looks at nothing more. */
  readonly limitMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called at named points of a sweep's path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
}

/** Records that a sweep begins; it does not where it has ended before, or another one of its place runs. */
export async function beginSweep(
  { store, sweepIdOf, limitMs, reached }: SweepStore,
  { cause, sweepId, cell, account, region }: BeginSweepInput,
): Promise<SweepBegun> {
  reached?.("before begin", "drift/sweep");
  const begun = await store.beginSweep(sweepId ?? sweepIdOf(cause), { cell, account, region });
  reached?.("begun", "drift/sweep");
  return begun?.state === "running" ? { isBegun: true, sweepId: begun.id, limitMs } : { isBegun: false };
}

/** Records how a sweep ended. Its brake is asked once, before anything of it is decided. */
export async function endSweep(
  { store, now, reached }: SweepStore,
  { sweepId, state, reason }: EndSweepInput,
): Promise<void> {
  const judge: JudgeSweep = {
    brake(counts) {
      reached?.("before brake", "drift/sweep");
      return sweepBrake(counts);
    },
    finding(work, brake) {
      reached?.("before decision", "drift/finding");
      return decideFinding(work, { nowMs: now(), brake });
    },
  };
  await store.endSweep(sweepId, { state, reason }, judge);
  reached?.("ended", "drift/sweep");
}

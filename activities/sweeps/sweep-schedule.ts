import type { SweepPlace } from "../../adapters/store/drift-port.ts";

/** When a place is swept. */
export interface SweepSchedule {
  readonly id: string;
  readonly place: SweepPlace;
  readonly everyMs: number;
  /** The same part of each span for the same place, so that places are not all swept at once. Whole seconds. */
  readonly offsetMs: number;
  /** Each sweep begins up to this much later. Whole seconds, a tenth of the span. */
  readonly jitterMs: number;
}

/** What the ids of all schedules of sweeps begin with. */
export const SWEEP_SCHEDULE_PREFIX = "sweep/";

/** The schedule of a place. */
export function sweepScheduleOf({ cell, account, region }: SweepPlace, everyMs: number): SweepSchedule {
  const id = `${SWEEP_SCHEDULE_PREFIX}${cell}/${account}/${region}`;
  const seconds = Math.max(Math.round(everyMs / 1_000), 1);
  return {
    id,
    place: { cell, account, region },
    everyMs: seconds * 1_000,
    offsetMs: (hash(id) % seconds) * 1_000,
    jitterMs: Math.floor(seconds / 10) * 1_000,
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (const character of text) bits = Math.imul(bits ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return bits >>> 0;
}

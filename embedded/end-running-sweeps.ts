import { sweepScheduleOf } from "../activities/sweeps/sweep-schedule.ts";
import type { SweepPlace, StoreOfDrift } from "../adapters/store/drift-port.ts";
import { decideFinding } from "../domain/drift/decide-finding.ts";
import { sweepBrake } from "../domain/drift/sweep-brake.ts";

/** Ends the sweeps that run with what they have found; the next ones begin anew. Their workflows must have ended. */
export async function endRunningSweeps(
  store: Pick<StoreOfDrift, "runningSweeps" | "endSweep">,
  reason: string,
): Promise<void> {
  for (const { sweepId } of await store.runningSweeps())
    await store.endSweep(
      sweepId,
      { state: "partial", reason },
      { brake: sweepBrake, finding: (work, brake) => decideFinding(work, { nowMs: Date.now(), brake }) },
    );
}

/** Whether a workflow is a sweep of one of these places that a schedule has begun. */
export function isScheduledSweep(places: readonly SweepPlace[], workflowId: string): boolean {
  return places.some((place) => workflowId.startsWith(`${sweepScheduleOf(place, 1).id}-`));
}

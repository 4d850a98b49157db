import type { SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import type { DriftLook, DriftWatch } from "../components/drift-watch.ts";

/** A component that is not as its baseline's digest says, or where more is to be done than to count it. */
export interface Different {
  readonly target: SweepTarget;
  readonly watch: DriftWatch;
  readonly look: Exclude<DriftLook, { readonly state: "changing" }>;
}

/** Whom a finding is about, as it was before the look. */
export function foundOf(target: SweepTarget, sweepId: string | undefined) {
  const { componentUid, environmentUid, incarnation, epoch } = target;
  const ofSweep = sweepId === undefined ? {} : { sweepId };
  return { componentUid, environmentUid, incarnation, epoch, ...ofSweep, isOldBaseline: false };
}

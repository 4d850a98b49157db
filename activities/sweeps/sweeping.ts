import type { FoundDrift, SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import type { SweepCounts } from "../../domain/schema/drift.ts";
import { lineOf } from "./line-of.ts";
import type { SweepPorts } from "./sweep-ports.ts";

/** The counts of a sweep while it is under way. */
export type Tally = { -readonly [Count in keyof SweepCounts]: SweepCounts[Count] };

/** One run of looking for drift: a part of a sweep, or a round of a watcher. */
export interface Sweeping {
  readonly ports: SweepPorts;
  readonly cell: string;
  readonly account: string;
  readonly region: string;
  /** Absent outside of a sweep. */
  readonly sweepId?: string;
  readonly signal: AbortSignal;
  /** Nothing new is begun after this, by the clock of the ports. */
  readonly endsAt: number;
  readonly tally: Tally;
  /** Drift that is not recorded yet. */
  readonly drifted: FoundDrift[];
  /** What is as wanted again, and not recorded yet. */
  readonly cleared: FoundDrift[];
}

/** How far a lane was looked at: to its end where both are absent. */
export interface LaneEnd {
  /** Looked at up to this component; `undefined` for none at all. */
  readonly stoppedAfter?: { readonly uid: string | undefined };
  /** The place wants nobody to ask for so long, milliseconds. */
  readonly waitMs?: number;
  /** Why the rest of it could not be looked at. */
  readonly problem?: string;
}

/** Counts of nothing. */
export function noCounts(): Tally {
  return { looked: 0, clean: 0, drifted: 0, stale: 0, busy: 0, failed: 0, calls: 0 };
}

/** Says in one line why a component could not be looked at. */
export function reportFailed(
  { ports }: Pick<Sweeping, "ports">,
  { componentUid, kind }: Pick<SweepTarget, "componentUid" | "kind">,
  error: unknown,
): void {
  ports.report(`component ${componentUid} of kind "${kind}" could not be looked at for drift: ${lineOf(error)}`);
}

/** Records what was found, as soon as there is a batch of it. */
export async function recordBatches(sweeping: Sweeping): Promise<void> {
  const { foundAtOnce } = sweeping.ports.limits;
  while (sweeping.drifted.length >= foundAtOnce) await recordDrifted(sweeping);
  while (sweeping.cleared.length >= foundAtOnce) await recordCleared(sweeping);
}

/** Records all that was found and is not recorded yet. */
export async function recordRest(sweeping: Sweeping): Promise<void> {
  while (sweeping.drifted.length > 0) await recordDrifted(sweeping);
  while (sweeping.cleared.length > 0) await recordCleared(sweeping);
}

async function recordDrifted({ ports, drifted, tally }: Sweeping): Promise<void> {
  ports.reached?.("before record", "drift/findings");
  const { recorded, stale, accepted } = await ports.records.record(drifted.slice(0, ports.limits.foundAtOnce));
  ports.reached?.("recorded", "drift/findings");
  drifted.splice(0, ports.limits.foundAtOnce);
  tally.drifted += recorded;
  tally.clean += accepted; // As people want it.
  tally.stale += stale;
}

/** One that the environment has left behind has no finding that is open any more: nothing is lost. */
async function recordCleared({ ports, cleared }: Sweeping): Promise<void> {
  ports.reached?.("before record", "drift/cleared");
  await ports.records.record(cleared.slice(0, ports.limits.foundAtOnce));
  ports.reached?.("recorded", "drift/cleared");
  cleared.splice(0, ports.limits.foundAtOnce);
}

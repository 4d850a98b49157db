import type { SweepPlace } from "../../adapters/store/drift-port.ts";
import type { SweepCounts } from "../../domain/schema/drift.ts";

/** How far a sweep has come. */
export interface SweepCursor {
  /** A kind that is listed; empty for those that are looked at one by one. */
  readonly lane: string;
  /** Component uid up to which it was looked at; absent at the lane's beginning. */
  readonly after?: string;
}

/** One part of a sweep. */
export interface SweepPart extends SweepPlace {
  readonly sweepId: string;
  /** From 0; its counts are kept under it. */
  readonly part: number;
  /** Absent at the beginning. */
  readonly cursor?: SweepCursor;
}

/** What a part came to. */
export interface SweepPartEnd {
  /** Where the next part goes on; absent where everything was looked at. */
  readonly cursor?: SweepCursor;
  /** The place wants nobody to ask for so long, milliseconds. */
  readonly waitMs?: number;
  readonly counts: SweepCounts;
  /** What could not be looked at as a whole, one line each. */
  readonly problems: readonly string[];
}

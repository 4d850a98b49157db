import { cancellationSignal, heartbeat } from "@temporalio/activity";
import type { SweepPlace } from "../adapters/store/drift-port.ts";
import type { SweepView } from "../domain/schema/drift.ts";
import { beginSweep, endSweep, type SweepStore } from "./sweeps/begin-and-end.ts";
import { sweepPart } from "./sweeps/sweep-part.ts";
import type { SweepPart, SweepPartEnd } from "./sweeps/sweep-part-types.ts";
import type { SweepPorts } from "./sweeps/sweep-ports.ts";

/** A sweep that has begun; or that it has ended before, or another one of its place runs. */
export type SweepBegun =
  | { readonly isBegun: false }
  | {
      readonly isBegun: true;
      readonly sweepId: string;
      /** After this, milliseconds, it looks at nothing more. */
      readonly limitMs: number;
    };

/** Which sweep is to begin. */
export interface BeginSweepInput extends SweepInput {
  /** Names it where nobody has asked for it: a repeat joins the first. */
  readonly cause: string;
}

/** Where to sweep. */
export interface SweepInput extends SweepPlace {
  /** Absent where nobody has asked for this sweep. */
  readonly sweepId?: string;
}

/** How a sweep ended. */
export interface EndSweepInput {
  readonly sweepId: string;
  readonly state: Exclude<SweepView["state"], "running">;
  readonly reason: string;
}

/** Activities that begin and end sweeps. */
export type SweepActivities = ReturnType<typeof sweepActivities>;
/** Activities of a cell that look for drift. */
export type SweepCellActivities = ReturnType<typeof sweepCellActivities>;

const HEARTBEAT_MS = 2_000;

/** Builds those that read and write rows. Every one may be repeated. */
export function sweepActivities(ports: SweepStore) {
  return {
    /** Records that a sweep begins. */
    beginSweep: async (input: BeginSweepInput): Promise<SweepBegun> =>
      await beating(async () => await beginSweep(ports, input)),
    /** Records how it ended, and decides what is done about each finding of it. */
    endSweep: async (input: EndSweepInput): Promise<void> => await beating(async () => await endSweep(ports, input)),
  };
}

/** Builds those of a cell. Every one may be repeated. */
export function sweepCellActivities(ports: SweepPorts) {
  return {
    /** Looks at some of the components of a place. */
    sweepPart: async (part: SweepPart): Promise<SweepPartEnd> =>
      await beating(async () => await sweepPart(ports, part, cancellationSignal())),
  };
}

async function beating<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

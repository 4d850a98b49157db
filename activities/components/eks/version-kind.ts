import type { JsonObject } from "../../../domain/schema/json.ts";
import type { ClusterLook } from "../../../domain/schema/cluster-look.ts";
import type { MoveSubject, Moving, VersionMoves } from "../version-moves.ts";
import type { Asking, Change, Seen, Target } from "./kind.ts";
import type { Notebook } from "./life-notes.ts";

/** What is its own about how the version of a kind of EKS moves. */
export interface EksMoves<S extends Seen> extends Pick<VersionMoves, "role" | "usualMs"> {
  versionOf(seen: S): string | undefined;
  /** Code of a failed update that force would not meet; absent where nothing is forced. */
  readonly forceAfter?: string;
  /** The change that moves it. */
  change(wanted: Moved): Change;
  /** Asked before a move is sent, and of steps that only ask. Absent where nothing stands in the way. */
  mayMove?(ask: Asking, asked: AskedMove): Promise<Moving>;
  look?(ask: Asking, asked: AskedLook): Promise<ClusterLook | undefined>;
}

/** What a move leads to. */
export interface Moved {
  readonly target: Target;
  readonly from: string;
  readonly to: string;
  readonly remembered: JsonObject;
  /** Whether it moves against what says no. */
  readonly isForced: boolean;
}

/** Where to look, and for what. */
export interface AskedLook {
  readonly target: Target;
  readonly notebook: Notebook;
  readonly cause?: string | undefined;
}

/** A step, and where it is taken. */
export interface AskedMove {
  readonly target: Target;
  readonly move: MoveSubject["move"];
  readonly notebook: Notebook;
}

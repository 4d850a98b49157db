import type { EnvironmentClass, FreezeWindowDocument } from "./documents.ts";
import type { ComponentReactions, DecidedReaction, DriftField, EnvironmentReactions, FindingStatus } from "./drift.ts";

/** What the reaction to drift of a component is decided from. */
export interface ReactionGround {
  readonly project: string;
  readonly environment: string;
  readonly class: EnvironmentClass;
  readonly component: string;
  readonly kind: string;
  readonly ofComponent?: ComponentReactions;
  readonly ofEnvironment?: EnvironmentReactions;
  readonly freezeWindows: readonly FreezeWindowDocument[];
}

/** A finding that is decided about. */
export interface FindingWork extends ReactionGround {
  readonly id: string;
  readonly status: FindingStatus;
  /** As it stands; kept while a brake holds the finding. */
  readonly statusReason: string;
  readonly fields: readonly DriftField[];
  readonly unrevertable: readonly string[];
  readonly isOldBaseline: boolean;
  readonly diffDigest: string;
  /** When the same difference was put back, epoch milliseconds, newest first. */
  readonly revertedAt: readonly number[];
  readonly snoozedUntil?: number;
  /** Who has answered that this very difference is to be put back; absent while nobody has. */
  readonly revertAskedBy?: string;
}

/** What becomes of a finding. One whose reaction is `ignore` is not kept. */
export interface FindingDecision {
  readonly status: Extract<FindingStatus, "open" | "proposed" | "due" | "held" | "snoozed">;
  readonly statusReason: string;
  readonly reaction: DecidedReaction;
}

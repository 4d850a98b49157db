import type { ApprovalBinding, ApprovalRule, ApprovalStatus, Door, PersonName } from "../schema/approval.ts";

/** What an approval asks. It never changes: another question is another approval. */
export interface ApprovalQuestion {
  readonly rule: ApprovalRule;
  readonly binding: ApprovalBinding;
  /** Persons whose votes do not count: who asked, who tried again, the release's author. */
  readonly excluded: readonly PersonName[];
  /** What they have done, where it is something else: `changed it by hand`. */
  readonly excludedFor?: string;
  /** Persons who may take the whole question back. */
  readonly requesters: readonly PersonName[];
  /** First instant at which no vote counts any more, epoch milliseconds. */
  readonly expiresAt: number;
}

/** Who wants something of an approval, as known when it reached us. */
export interface Voter extends PersonName {
  /** False for services and the installation's own token. */
  readonly isPerson: boolean;
  readonly groups: readonly string[];
  /** Whether their roles let them vote in the environment. False for the deactivated. */
  readonly mayVote: boolean;
}

/** What a person can want of an approval. */
export const BALLOT_CHOICES = ["approve", "reject", "withdraw", "withdraw-request", "break-glass", "review"] as const;
/** One of the choices above. */
export type BallotChoice = (typeof BALLOT_CHOICES)[number];

/** Something that happened to an approval. */
export type ApprovalEvent =
  | {
      readonly type: "ballot";
      readonly choice: BallotChoice;
      readonly voter: Voter;
      /** Empty for none. */
      readonly reason: string;
      readonly via: Door;
      /** When it reached us, whenever it is looked at. */
      readonly receivedAt: number;
      /** Of the plan that they saw; absent where their door does not show it. */
      readonly planDigest?: string;
    }
  | { readonly type: "expiry"; readonly at: number }
  | { readonly type: "escalation"; readonly at: number }
  /** What was asked about has changed, or is over. */
  | {
      readonly type: "end";
      readonly status: "withdrawn" | "superseded";
      readonly reason: string;
      readonly at: number;
    };

/** A vote that stands. */
export interface Vote {
  readonly person: PersonName;
  readonly decision: "approve" | "reject";
  readonly comment: string;
  readonly via: Door;
  readonly receivedAt: number;
}

/** Where an approval stands, as what happened to it adds up. */
export interface ApprovalState {
  readonly status: ApprovalStatus;
  /** One line for people; empty while it is pending. */
  readonly statusReason: string;
  readonly decidedAt?: number;
  /** Oldest first; one for each person. */
  readonly votes: readonly Vote[];
  readonly escalatedAt?: number;
  readonly breakGlass?: {
    readonly person: PersonName;
    readonly reason: string;
    readonly at: number;
    readonly reviewedBy?: PersonName;
    readonly reviewedAt?: number;
    readonly review?: string;
  };
}

/** Where every approval begins. */
export const ASKED: ApprovalState = { status: "pending", statusReason: "", votes: [] };

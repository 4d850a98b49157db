import type { ChatMode } from "../../domain/schema/chat-channels.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalDrift, ApprovalStatus, ApprovalView, Door } from "../../domain/schema/approval.ts";
import type { EffectLedger } from "../../domain/effect-ledger.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { RequestIdentity } from "./requests-port.ts";
import type { Actor, Listed, Page } from "./views-port.ts";

/** What the doors need of the truth about approvals: API, CLI and Slack vote through the same verbs. */
export interface StoreOfApprovalApi {
  /** Newest first. */
  listApprovals(page: Page & ApprovalFilter): Promise<Listed<ApprovalView>>;
  getApproval(id: string): Promise<ApprovalView | undefined>;
  /**
   * Records what a person wants of an approval, decides it in the same transaction, and wakes who waits for it. What is
   * refused is recorded, too, and changes nothing. A repeat of a request answers what was answered first.
   * @throws OrchestratorError `NOT_FOUND`, `IDEMPOTENCY_KEY_REUSED`
   */
  acceptBallot(request: RequestIdentity, ballot: Ballot): Promise<BallotAnswer>;
}

/** Which approvals; what is absent does not matter. */
export interface ApprovalFilter {
  readonly project?: string;
  readonly environment?: string;
  readonly status?: ApprovalStatus;
  readonly promotionId?: string;
}

/** What a person wants of an approval. */
export interface Ballot {
  readonly approvalId: string;
  readonly principal: Principal;
  /** Whether they may vote in its environment, besides being asked. */
  readonly mayVote: boolean;
  /**
   * `withdraw` takes one's own vote back, `withdraw-request` the whole question (by who asked), `break-glass` passes it
   * without votes (by those that its rule names), `review` closes the record of a break-glass.
   */
  readonly choice: "approve" | "reject" | "withdraw" | "withdraw-request" | "break-glass" | "review";
  /** Required for reject, break-glass and review; empty for none. */
  readonly reason: string;
  readonly via: Door;
  /** When it reached us, epoch milliseconds; the time of the transaction where it is absent. */
  readonly receivedAt?: number;
  /** Digest of the plan that the person saw; absent where their door does not show it. */
  readonly planDigest?: string;
}

/** What became of it. */
export type BallotAnswer =
  | { readonly isCounted: true; readonly approval: ApprovalView; readonly isReplay: boolean }
  | {
      readonly isCounted: false;
      readonly code: ErrorCode;
      /** One sentence for the person. */
      readonly reason: string;
      readonly approval: ApprovalView;
      readonly isReplay: boolean;
    };

/** What an approval tells people besides its rule. */
export interface ApprovalAbout {
  readonly requester: string;
  /** The same as the record names them. */
  readonly actor: Actor;
  /** What is to run; absent for a deletion, and for drift. */
  readonly release?: string;
  /** What would be put back; absent where it is not about drift. */
  readonly drift?: ApprovalDrift;
  /** True where only parameters change, and the release stays. */
  readonly isChange?: boolean;
  /** Empty for none. */
  readonly why: string;
  readonly changes: readonly { readonly component: string; readonly action: string; readonly reason: string }[];
  readonly migrations: readonly string[];
  /** True where it could not be told which migrations would run. */
  readonly areMigrationsUnknown?: boolean;
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/** Approvals that people may not have been told of. */
export interface UntoldApprovals {
  readonly count: number;
  /** Why, of the newest one. */
  readonly reason: string;
}

/** What the activities of approvals need of the truth. */
export interface StoreOfApprovals {
  /** Escalates, reminds and expires what is due, and ends what is about drift that is another by now. Undefined when there is no such approval. */
  passTime(approvalId: string, nowMs: number): Promise<ApprovalTime | undefined>;
  /**
   * Where people see it, and what they are to see. Undefined when there is no such approval, and while it is not to be
   * shown: it waits for the message of the one that it succeeds, or its own message shows another one by now.
   */
  approvalToShow(approvalId: string): Promise<ApprovalToShow | undefined>;
  /** Where a project's approvals of a class are told; undefined where the project says nothing of it. */
  chatRoom(project: string, environmentClass: EnvironmentClass): Promise<ChatRoom | undefined>;
  recordMessage(approvalId: string, message: ApprovalMessage): Promise<void>;
  adoptMessage(approvalId: string, address: { readonly channel: string; readonly ts: string }): Promise<void>;
  recordChatFault(approvalId: string, fault: string | null): Promise<void>;
  /** Approvals that people may not have been told of as they stand; undefined for none. */
  untoldApprovals(): Promise<UntoldApprovals | undefined>;
  /** The ledger of its messages. */
  approvalLedger(approvalId: string): EffectLedger;
}

/** How time stands for an approval. */
export interface ApprovalTime {
  /** How often people were reminded. */
  readonly reminders: number;
  /** Absent once it is decided. */
  readonly lookAgainAt?: number;
}

/** A message about an approval. */
export interface ApprovalMessage {
  readonly channel: string;
  readonly ts: string;
  readonly role: "approval" | "progress";
  /** 0 for one of which nobody knows what it shows. */
  readonly renderedVersion: number;
  /** True when somebody has deleted it. */
  readonly isGone: boolean;
}

/** Where approvals are told. */
export interface ChatRoom {
  /** Absent where the class has none. */
  readonly channel?: string;
  readonly mode: ChatMode;
}

/** An approval and its messages. */
export interface ApprovalToShow {
  readonly approval: ApprovalView;
  readonly reminders: number;
  readonly messages: readonly ApprovalMessage[];
}

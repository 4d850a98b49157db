import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalStatus, ApprovalView, Door } from "../../domain/schema/approval.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { RequestIdentity } from "./requests-port.ts";
import type { Listed, Page } from "./views-port.ts";

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

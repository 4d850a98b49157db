import type { ApprovalToShow, StoreOfApprovals } from "../../adapters/store/approvals-port.ts";

/** What the activities of approvals work with. */
export interface ApprovalPorts {
  readonly store: StoreOfApprovals;
  /** Brings every message up to date; absent where there is no chat system. */
  readonly show?: ShowApproval;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Shows people an approval as it stands. Never throws for what the chat system answers: the approval goes on without it. */
export type ShowApproval = (shown: ApprovalToShow, signal: AbortSignal) => Promise<Shown>;

/** What showing came to. */
export interface Shown {
  /** Why people may not have been told; null when they were. */
  readonly fault: string | null;
  /** When to try again, epoch milliseconds; absent where everything is shown. */
  readonly lookAgainAt?: number;
}

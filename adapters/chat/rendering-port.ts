import type { ApprovalView, VoteView } from "../../domain/schema/approval.ts";
import type { ChatMode } from "../../domain/schema/chat-channels.ts";
import type { Json } from "../../domain/schema/json.ts";
import type { MessageContent } from "./port.ts";

/** Words and layout of what the chat shows. Same view, same message. */
export interface ChatRendering {
  /** The message of an approval, in whatever status. */
  approval(view: ApprovalView, mode: ChatMode): MessageContent;
  /** Replies in its thread. */
  reminder(view: ApprovalView): MessageContent;
  escalation(view: ApprovalView): MessageContent;
  vote(view: ApprovalView, vote: VoteView): MessageContent;
  /** How what was approved goes on; one reply that is edited. */
  progress(view: ApprovalView): MessageContent;
  /** The form that asks for the reason of a rejection. */
  rejectForm(form: RejectForm): Json;
  /** Everything about an approval: all changes, migrations, who may decide. */
  details(view: ApprovalView): Json;
}

/** A rejection that is being asked for. */
export interface RejectForm {
  readonly approvalId: string;
  readonly planDigest: string;
  /** What would run; absent where it is not known in time. */
  readonly release?: string;
  /** The message whose button was clicked. */
  readonly channel: string;
  readonly ts: string;
}

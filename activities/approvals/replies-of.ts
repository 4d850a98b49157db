import type { MessageContent } from "../../adapters/chat/port.ts";
import type { ChatRendering } from "../../adapters/chat/rendering-port.ts";
import type { ApprovalToShow } from "../../adapters/store/approvals-port.ts";

/** A reply in an approval's thread. */
export interface Reply {
  /** Names it: one of each name is posted. */
  readonly call: string;
  readonly content: MessageContent;
}

/** What belongs into an approval's thread: the last reminder, its escalation, and votes that say something. */
export function repliesOf(rendering: ChatRendering, { approval, reminders }: ApprovalToShow): readonly Reply[] {
  const { status, escalatedAt, votes } = approval;
  const isPending = status === "pending";
  return [
    ...(isPending && reminders > 0 ? [{ call: `remind-${reminders}`, content: rendering.reminder(approval) }] : []),
    ...(isPending && escalatedAt !== undefined ? [{ call: "escalate", content: rendering.escalation(approval) }] : []),
    ...votes
      .filter(({ comment }) => comment !== "")
      .map((vote) => ({
        call: `vote-${vote.person.id}-${vote.receivedAt}`,
        content: rendering.vote(approval, vote),
      })),
  ];
}

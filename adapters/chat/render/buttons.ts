import { type ButtonValue, buttonsBlockId, CHAT_BUTTONS } from "../../../domain/chat-buttons.ts";
import type { ApprovalView } from "../../../domain/schema/approval.ts";
import type { ChatMode } from "../../../domain/schema/chat-channels.ts";
import { type Block, type Button, plainText } from "./blocks.ts";
import { subjectOf } from "./words.ts";

const BUTTON_MAX = 75;

/** The buttons while it is pending: votes only where the chat may decide. Each names the approval and the plan shown. */
export function buttons(view: ApprovalView, options: { readonly mode: ChatMode; readonly page?: string }): Block {
  const value = JSON.stringify({ a: view.id, p: view.binding.planDigest } satisfies ButtonValue);
  const button = (action: keyof typeof CHAT_BUTTONS, text: string): Button => ({
    type: "button",
    action_id: CHAT_BUTTONS[action],
    text: plainText(text, BUTTON_MAX),
    value,
  });
  const votes: readonly Button[] = [
    {
      ...button("approve", "Approve"),
      style: "primary",
      confirm: {
        title: plainText(`Approve ${view.release ?? view.drift?.component ?? view.environment}?`, 100),
        text: plainText(`This says yes to: ${subjectOf(view)} (${view.class}).`, 300),
        confirm: plainText("Approve", 30),
        deny: plainText("Back", 30),
        style: "primary",
      },
    },
    { ...button("reject", "Reject…"), style: "danger" },
  ];
  const open = options.page === undefined ? [] : [{ ...button("open", "Open in Holdfast"), url: options.page }];
  return {
    type: "actions",
    block_id: buttonsBlockId(view.id),
    elements: [...(options.mode === "decide" ? votes : []), button("details", "Details"), ...open],
  };
}

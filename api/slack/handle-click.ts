import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import { CHAT_BUTTONS } from "../../domain/chat-buttons.ts";
import type { SlackClick } from "../../domain/schema/slack-item.ts";
import { readButton } from "./button-value.ts";
import { castVote } from "./cast-vote.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tell } from "./tell.ts";
import { whyNotAsked } from "./why-not-asked.ts";

/** A click: a vote for it, or the wish for a form, which was opened when the click came. Answers its outcome. */
export async function handleClick(
  deps: SlackDeps,
  { row, item, isLast }: { readonly row: StoredSlackItem; readonly item: SlackClick; readonly isLast: boolean },
): Promise<string> {
  const button = readButton(item);
  if (button === undefined) {
    await tell(deps, item, "This button says nothing that Holdfast can read. Nothing was counted.");
    return "refused: the button's value is malformed";
  }
  const view = await deps.store.getApproval(button.a);
  if (view === undefined) {
    await tell(deps, item, "Holdfast does not know this approval. Nothing was counted.");
    return `refused: there is no approval ${button.a}`;
  }
  // A copy that nobody knows of any more is still ours, and is updated from here on.
  if (item.isOurMessage) await deps.adoptCopy(view.id, { channel: item.channel, ts: item.ts });
  if (item.action === CHAT_BUTTONS.open) return "noted: opened the page";
  if (item.action === CHAT_BUTTONS.details) return "noted: asked for details";
  if (item.action === CHAT_BUTTONS.reject) {
    const why = whyNotAsked(view, button.p);
    if (why === undefined) return "noted: was asked for a reason";
    await tell(deps, item, why);
    return `refused: ${why}`;
  }
  return await castVote(deps, { row, isLast, to: item, view, choice: "approve", reason: "", planDigest: button.p });
}

import type { NotifiedEvent } from "../../domain/notifications/notified-event.ts";
import type { Chat, ChatAnswer, MessageContent } from "../chat/port.ts";
import { diffOf, factsOf, titleOf } from "./event-words.ts";
import type { Notification, NotifyAnswer } from "./port.ts";
import { failed } from "./send-webhook.ts";

const TEXT_MAX = 2_900;

/** Posts a message under the delivery's id. Where a try before may have arrived, it looks for that first. */
export async function sendChat(
  { id, event, wasUnclear, queuedAt }: Notification,
  { channel, chat }: { readonly channel: string; readonly chat: Pick<Chat, "find" | "post"> },
  signal: AbortSignal,
): Promise<NotifyAnswer> {
  if (wasUnclear) {
    const found = await chat.find({ channel, key: id, sinceMs: queuedAt }, signal);
    if (found.outcome === "applied" && found.value !== null) return delivered;
    // Where we may not look, a second copy is better than none.
    if (found.outcome !== "applied" && found.outcome !== "refused") return { ...judge(found), isUnclear: true };
  }
  return judge(await chat.post({ channel, key: id, ...contentOf(event) }, signal));
}

const delivered: NotifyAnswer = { result: { outcome: "delivered" }, fault: "", answer: "", isUnclear: false };

function judge(answer: ChatAnswer<unknown>): NotifyAnswer {
  const common = { answer: "", isUnclear: false };
  switch (answer.outcome) {
    case "applied":
      return delivered;
    case "refused": {
      // An admin can make a channel or a right come back; a message that is wrong stays wrong.
      const isFinal = answer.mend !== "configuration";
      return { ...common, result: failed({ isFinal }), fault: `refused, ${answer.code}: ${answer.reason}` };
    }
    case "throttled": {
      const result = failed({ isBusy: true, retryAfterMs: answer.retryAfterMs });
      return { ...common, result, fault: `throttled: ${answer.reason}` };
    }
    case "not sent":
      return { ...common, result: failed(), fault: answer.reason };
    case "unknown":
      return { ...common, result: failed(), fault: answer.reason, isUnclear: true };
  }
}

function contentOf(event: NotifiedEvent): MessageContent {
  const title = titleOf(event);
  const body = `*${escaped(title)}*\n${escaped(event.message)}`.slice(0, TEXT_MAX).toWellFormed();
  const facts = factsOf(event).filter(([name]) => name !== "Environment");
  const diff = diffOf(event);
  const line = facts.map(([name, value]) => `${name}: ${escaped(value)}`).join("  ·  ");
  return {
    text: `${escaped(title)}: ${escaped(event.message)}`.slice(0, TEXT_MAX).toWellFormed(),
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: body } },
      ...(diff === undefined ? [] : [{ type: "section", text: { type: "mrkdwn", text: fenced(diff) } }]),
      { type: "context", elements: [{ type: "mrkdwn", text: line.slice(0, TEXT_MAX).toWellFormed() }] },
    ],
  };
}

/** Text as it is, on its lines: nothing in it ends the fence. */
function fenced(text: string): string {
  const shown = escaped(text.replaceAll("```", "'''"));
  // Cut at a line, so that no escape is cut in two.
  const kept = shown.length <= TEXT_MAX ? shown : `${shown.slice(0, shown.lastIndexOf("\n", TEXT_MAX) + 1)}…`;
  return `\`\`\`\n${kept}\n\`\`\``.toWellFormed();
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

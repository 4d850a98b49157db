import type { ApprovalView, VoteView } from "../../../domain/schema/approval.ts";
import type { MessageContent } from "../port.ts";
import { content, section } from "./blocks.ts";
import { instant } from "./parts.ts";
import { progressLine } from "./progress.ts";
import { escapedLine } from "./text.ts";
import { mayDecide, missing, subjectOf, voteLine } from "./words.ts";

const NAMES_SHOWN = 20;

/** Says again that it waits, for whom, and until when. */
export function renderReminder(view: ApprovalView): MessageContent {
  return reply(`⏰ Still waiting: ${about(view)}: ${missing(view)}, answer by ${instant(view.expiresAt)}.${who(view)}`);
}

/** Says that a second group may vote, too. */
export function renderEscalation(view: ApprovalView): MessageContent {
  const to = escapedLine(view.rule.escalateTo ?? view.rule.from, 80);
  return reply(
    `📣 Escalated: ${to} may decide, too, about ${about(view)}. Answer by ${instant(view.expiresAt)}.${who(view)}`,
  );
}

/** A vote with its comment. */
export function renderVote(vote: VoteView): MessageContent {
  return reply(voteLine(vote));
}

/** How what was approved goes on. */
export function renderProgress(view: ApprovalView): MessageContent {
  return reply(`${about(view)}: ${progressLine(view) || "not begun"}`);
}

const about = (view: ApprovalView) => `*${escapedLine(subjectOf(view), 300)}*`;
const who = (view: ApprovalView) => `\nWho may decide: ${mayDecide(view, NAMES_SHOWN)}`;
const reply = (text: string) => content(text, [section("reply", text)]);

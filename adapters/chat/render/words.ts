import type { ApprovalStatus, ApprovalView, VoteView } from "../../../domain/schema/approval.ts";
import { counted, instant, someOf } from "./parts.ts";
import { code, escapedLine } from "./text.ts";

const STATUS_WORDS: Readonly<Record<ApprovalStatus, string>> = {
  pending: "Approve",
  approved: "✅ Approved",
  rejected: "⛔ Rejected",
  expired: "⌛ Expired",
  withdrawn: "↩️ Withdrawn",
  superseded: "♻️ Superseded",
};

const DOOR_WORDS = { slack: "Slack", cli: "CLI", api: "API" } as const;

/** What is asked about, in a few words that nothing has escaped yet. */
export function subjectOf(view: ApprovalView): string {
  if (view.subject === "delete") return `delete ${view.environment} of ${view.project}`;
  if (view.subject === "drift")
    return `put back "${view.drift?.component ?? "?"}" of ${view.environment} in ${view.project}, which has drifted`;
  if (view.isChange === true) return `changed parameters of ${view.environment} in ${view.project}`;
  return `${view.project} ${view.release ?? ""} to ${view.environment}`.replaceAll(/\s+/g, " ");
}

/** The headline: where it stands, and what it is about. */
export function headline(view: ApprovalView): string {
  const status = view.breakGlass === undefined ? STATUS_WORDS[view.status] : "🚨 Passed without votes";
  return `${status}: ${subjectOf(view)}`;
}

/** Votes for it that stand. */
export const yesVotes = (view: ApprovalView): number =>
  view.votes.filter(({ decision }) => decision === "approve").length;

/** `2 of release-managers`, with whom it was escalated to. */
export function ruleOf({ rule, escalatedAt }: ApprovalView): string {
  const escalated = escalatedAt === undefined || rule.escalateTo === undefined ? [] : [rule.escalateTo];
  return `${rule.count} of ${[rule.from, ...escalated].map((group) => escapedLine(group, 80)).join(" or ")}`;
}

/** How many more are needed, and of whom. */
export function missing(view: ApprovalView): string {
  const more = Math.max(view.rule.count - yesVotes(view), 0);
  return `${counted(more, "vote")} more of ${escapedLine(view.rule.from, 80)}`;
}

/** Who may vote and has not. */
export const mayDecide = (view: ApprovalView, most: number): string =>
  view.mayVote.length === 0 ? "nobody is left who may vote" : someOf(view.mayVote, most);

/** A vote on one line. */
export function voteLine({ person, decision, comment, via, receivedAt }: VoteView): string {
  const said = comment === "" ? "" : ` · “${escapedLine(comment, 400)}”`;
  const mark = decision === "approve" ? "👍" : "👎";
  return `${mark} ${escapedLine(person.name, 60)} · ${instant(receivedAt)} · via ${DOOR_WORDS[via]}${said}`;
}

/** A component's change on one line. */
export function changeLine({ component, action, reason }: ApprovalView["changes"][number]): string {
  const why = reason === "" ? "" : `: ${escapedLine(reason, 200)}`;
  return `• ${code(component, 60)} ${escapedLine(action, 40)}${why}`;
}

/** How it was passed without votes, and whether somebody has looked at that since. */
export function breakGlassLines({ breakGlass }: ApprovalView): string {
  if (breakGlass === undefined) return "";
  const { person, reason, at, reviewedBy, reviewedAt, review } = breakGlass;
  const passed = `🚨 *Break-glass*: ${escapedLine(person.name, 60)} passed it without votes · ${instant(at)}`;
  const reviewed =
    reviewedBy === undefined
      ? "*Not reviewed yet*"
      : `Reviewed by ${escapedLine(reviewedBy.name, 60)}${reviewedAt === undefined ? "" : ` · ${instant(reviewedAt)}`}${quote(review ?? "")}`;
  return `${passed}${quote(reason)}\n${reviewed}`;
}

/** What somebody said, on a line of its own; nothing where they said nothing. */
export const quote = (text: string): string => (text === "" ? "" : `\n> ${escapedLine(text, 900)}`);

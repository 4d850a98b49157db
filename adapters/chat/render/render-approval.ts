import type { ApprovalDrift, ApprovalView } from "../../../domain/schema/approval.ts";
import type { ChatMode } from "../../../domain/schema/chat-channels.ts";
import type { MessageContent } from "../port.ts";
import { type Block, content, context, facts, header, section } from "./blocks.ts";
import { buttons } from "./buttons.ts";
import { changedByWords, diffBlock, digestOf, ruleLines } from "./drift.ts";
import { fitted, instant, link, plainInstant, safeUrl } from "./parts.ts";
import { progressLine } from "./progress.ts";
import { code, escapedLine } from "./text.ts";
import {
  breakGlassLines,
  changeLine,
  headline,
  mayDecide,
  missing,
  quote,
  ruleOf,
  subjectOf,
  voteLine,
  yesVotes,
} from "./words.ts";

const CHANGES_SHOWN = 12;
const MIGRATIONS_SHOWN = 8;
const NAMES_SHOWN = 10;
const VOTES_SHOWN = 12;
const LIST_MAX = 2_000;
/** Of all blocks together, as JSON. Above it, what may be dropped is dropped. */
const SIZE_MAX = 9_000;

/** What a message depends on besides the approval. */
export interface RenderOptions {
  readonly mode: ChatMode;
  /** Address of Holdfast for people; without it there are no links to it. */
  readonly publicUrl?: string;
  /** True: the message says that its Slack is a simulated one. */
  readonly isSimulator?: boolean;
}

/** A block, and its place among those that give way when there is too much; absent for what always stays. */
interface Part {
  readonly block: Block;
  readonly droppedAs?: 1 | 2 | 3 | 4;
}

/**
 * The message of an approval. The order of blocks is the same in every status, so that the eye finds what has changed.
 * Names of migrations give way first, then the list of changes, then links to other pages, then why it was asked; the
 * buttons and the reference stay.
 */
export function renderApproval(view: ApprovalView, options: RenderOptions): MessageContent {
  const page = pageOf(view, options.publicUrl);
  const isPending = view.status === "pending";
  const ours = page === undefined ? undefined : link(view.promotionId === undefined ? "Approval" : "Promotion", page);
  const others = view.links.map(({ title, url }) => link(title, url)).filter((one) => one !== undefined);
  const parts: readonly (Part | undefined)[] = [
    { block: header("h", headline(view)) },
    view.breakGlass && { block: section("break-glass", breakGlassLines(view)) },
    { block: facts("facts", factsOf(view)) },
    ours === undefined ? undefined : { block: section("links", ours) },
    others.length === 0
      ? undefined
      : { block: context("pages", fitted(others, { between: " · ", longest: LIST_MAX }).text), droppedAs: 3 },
    view.why === "" ? undefined : { block: section("why", `*Why*${quote(view.why)}`), droppedAs: 4 },
    ...(view.drift === undefined ? changeParts(view) : driftParts(view, view.drift)),
    view.migrations.length === 0 ? undefined : { block: context("migrations", migrationsOf(view)), droppedAs: 1 },
    view.votes.length === 0 ? undefined : { block: context("votes", votesOf(view)) },
    isPending ? undefined : { block: section("outcome", outcomeOf(view)) },
    view.progress && { block: section("progress", progressLine(view)) },
    isPending ? { block: buttons(view, { mode: options.mode, ...(page === undefined ? {} : { page }) }) } : undefined,
    { block: context("ref", referenceOf(view, options)) },
  ];
  return content(notification(view), fit(parts.filter((part) => part !== undefined)));
}

function changeParts(view: ApprovalView): readonly (Part | undefined)[] {
  return [
    view.changes.length === 0 ? undefined : { block: section("changes", changesOf(view)), droppedAs: 2 },
    { block: context("risk", riskOf(view)) },
  ];
}

function driftParts(view: ApprovalView, drift: ApprovalDrift): readonly Part[] {
  return [
    { block: section("diff", diffBlock(drift)), droppedAs: 2 },
    { block: context("rules", ruleLines(drift)), droppedAs: 1 },
    { block: context("risk", `finding ${code(drift.findingId, 40)} · difference ${digestOf(view)}`) },
  ];
}

/** Page of the promotion, or of the approval where there is none; undefined without an address for people. */
export function pageOf(view: ApprovalView, publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  const path =
    view.promotionId === undefined
      ? `approvals/${encodeURIComponent(view.id.toWellFormed())}`
      : `promotions/${encodeURIComponent(view.promotionId.toWellFormed())}`;
  return safeUrl(`${publicUrl.replace(/\/+$/, "")}/${path}`);
}

/** Drops what may be dropped, in its fixed order, until the rest is small enough. */
function fit(parts: readonly Part[]): readonly Block[] {
  let kept = parts;
  for (const rank of [1, 2, 3, 4]) {
    if (JSON.stringify(kept.map(({ block }) => block)).length <= SIZE_MAX) break;
    kept = kept.filter(({ droppedAs }) => droppedAs !== rank);
  }
  return kept.map(({ block }) => block);
}

function factsOf(view: ApprovalView): readonly (readonly [string, string])[] {
  const { environment, project, previousRelease, release } = view;
  const from = previousRelease === undefined ? "nothing" : code(previousRelease, 70);
  const isPending = view.status === "pending";
  return [
    ["Environment", `${escapedLine(environment, 80)} (${view.class}) of ${escapedLine(project, 80)}`],
    ...(release === undefined ? [] : [["From → to", `${from} → ${code(release, 70)}`] as const]),
    ...componentFacts(view),
    ["Asked by", escapedLine(view.requester, 100)],
    ["Needs", `${ruleOf(view)} · ${yesVotes(view)} so far`],
    ...(isPending ? [["Who may decide", mayDecide(view, NAMES_SHOWN)] as const] : []),
    isPending
      ? ["Answer by", instant(view.expiresAt)]
      : ["Decided", view.decidedAt === undefined ? "–" : instant(view.decidedAt)],
  ];
}

function componentFacts({ drift }: ApprovalView): readonly (readonly [string, string])[] {
  if (drift === undefined) return [];
  const { component, kind } = drift;
  return [
    ["Component", `${code(component, 80)} (${escapedLine(kind, 60)})`],
    ["Changed by", changedByWords(drift)],
  ];
}

function changesOf({ changes }: ApprovalView): string {
  const lines = ["*What changes*", ...changes.slice(0, CHANGES_SHOWN).map(changeLine)];
  const { text, left } = fitted(lines, { between: "\n", longest: LIST_MAX });
  const more = changes.length - (lines.length - 1 - left);
  return more === 0 ? text : `${text}\n… and ${more} more, see Details`;
}

function riskOf(view: ApprovalView): string {
  const { migrations, areMigrationsUnknown, changes } = view;
  const data =
    areMigrationsUnknown === true
      ? "⚠️ which database migrations run could not be told"
      : migrations.length === 0
        ? "no database migration"
        : `⚠️ ${migrations.length} database ${migrations.length === 1 ? "migration" : "migrations"}`;
  const size = changes.length === 1 ? "1 component" : `${changes.length} components`;
  return `${data} · ${size} · plan ${digestOf(view)}`;
}

function migrationsOf({ migrations }: ApprovalView): string {
  const shown = migrations.slice(0, MIGRATIONS_SHOWN).map((name) => code(name, 120));
  const more = migrations.length - shown.length;
  return `Migrations: ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ")}`;
}

function votesOf({ votes }: ApprovalView): string {
  // The newest are shown, the oldest first.
  const newest = votes.map(voteLine).toReversed().slice(0, VOTES_SHOWN);
  const { left } = fitted(newest, { between: "\n", longest: LIST_MAX });
  const shown = newest.slice(0, newest.length - left).toReversed();
  return [...(votes.length > shown.length ? [`${votes.length - shown.length} earlier`] : []), ...shown].join("\n");
}

function outcomeOf(view: ApprovalView): string {
  return `*${view.status}*${quote(view.statusReason)}`;
}

function referenceOf(view: ApprovalView, { mode, isSimulator }: RenderOptions): string {
  const isPending = view.status === "pending";
  const hints = [
    ...(isPending && view.remindAt !== undefined ? [`next reminder ${instant(view.remindAt)}`] : []),
    ...(isPending && mode === "link-only" ? [`vote: ${code(`holdfast approve ${view.id}`, 100)}`] : []),
    ...(isPending && mode === "decide" ? ["in threads use the buttons"] : []),
    ...(isSimulator === true ? ["🧪 simulated Slack"] : []),
  ];
  return [`ref ${code(view.id, 60)}`, ...hints].join(" · ");
}

function notification(view: ApprovalView): string {
  if (view.status !== "pending") return `${escapedLine(headline(view), 400)} ${escapedLine(view.statusReason, 300)}`;
  const asked = `requested by ${escapedLine(view.requester, 100)}, ${missing(view)}`;
  return `Approval needed: ${escapedLine(subjectOf(view), 300)}, ${asked}, answer by ${plainInstant(view.expiresAt)}`;
}

import { REJECT_FORM } from "../../../domain/chat-buttons.ts";
import type { ApprovalView } from "../../../domain/schema/approval.ts";
import type { Json } from "../../../domain/schema/json.ts";
import type { RejectForm } from "../rendering-port.ts";
import { asJson, type Block, context, facts, header, type Modal, plainText, section, TEXT_MAX } from "./blocks.ts";
import { changedByWords, diffBlock, ruleLines } from "./drift.ts";
import { fitted, instant, link, someOf } from "./parts.ts";
import { code, escapedLine } from "./text.ts";
import { breakGlassLines, changeLine, headline, mayDecide, quote, ruleOf, voteLine, yesVotes } from "./words.ts";

const TITLE_MAX = 24;
const SECTIONS_MAX = 25;

/** Asks why. What it carries along says what was clicked; it is no proof of anything. */
export function renderRejectForm({ approvalId, planDigest, release, channel, ts }: RejectForm): Json {
  const modal: Modal = {
    type: "modal",
    callback_id: REJECT_FORM.callback,
    private_metadata: JSON.stringify({ a: approvalId, p: planDigest, c: channel, t: ts }),
    title: plainText(release === undefined ? "Reject" : `Reject ${release}`, TITLE_MAX),
    submit: plainText("Reject", TITLE_MAX),
    close: plainText("Back", TITLE_MAX),
    blocks: [
      {
        type: "input",
        block_id: REJECT_FORM.block,
        label: plainText("Why? Everyone who can see what is asked will read this.", 150),
        element: {
          type: "plain_text_input",
          action_id: REJECT_FORM.input,
          multiline: true,
          min_length: REJECT_FORM.shortest,
          max_length: REJECT_FORM.longest,
        },
      },
    ],
  };
  return asJson(modal);
}

/** Everything about an approval, on one page. */
export function renderDetails(view: ApprovalView): Json {
  const lists = [
    ...(view.drift === undefined
      ? []
      : [section("diff", diffBlock(view.drift)), context("rules", ruleLines(view.drift))]),
    ...listed("changes", "What changes", view.changes.map(changeLine)),
    ...listed(
      "migrations",
      "Database migrations, oldest first",
      view.migrations.map((name) => `• ${code(name, 200)}`),
    ),
    ...listed("votes", "Votes", view.votes.map(voteLine)),
  ];
  const pages = view.links.map(({ title, url }) => link(title, url)).filter((one) => one !== undefined);
  const blocks: readonly Block[] = [
    header("h", headline(view)),
    ...(view.breakGlass === undefined ? [] : [section("break-glass", breakGlassLines(view))]),
    facts("facts", [
      ["Environment", `${escapedLine(view.environment, 80)} (${view.class}) of ${escapedLine(view.project, 80)}`],
      ["Asked by", `${escapedLine(view.requester, 100)} · ${instant(view.askedAt)}`],
      ["Needs", `${ruleOf(view)} · ${yesVotes(view)} so far`],
      ["Answer by", instant(view.expiresAt)],
      ...(view.drift === undefined ? [] : [["Changed by", changedByWords(view.drift)] as const]),
    ]),
    section("who", `*Who may decide*\n${mayDecide(view, 50)}${excludedOf(view)}`),
    ...(view.why === "" ? [] : [section("why", `*Why*${quote(view.why)}`)]),
    ...lists,
    ...(pages.length === 0 ? [] : [section("pages", fitted(pages, { between: " · ", longest: TEXT_MAX }).text)]),
    ...(view.statusReason === "" ? [] : [section("outcome", `*${view.status}*${quote(view.statusReason)}`)]),
    context("ref", `ref ${code(view.id, 60)} · plan ${code(view.binding.planDigest, 80)}`),
  ];
  const modal: Modal = {
    type: "modal",
    callback_id: "holdfast.details",
    title: plainText("Details", TITLE_MAX),
    close: plainText("Close", TITLE_MAX),
    blocks: [...blocks],
  };
  return asJson(modal);
}

function excludedOf({ excluded, drift }: ApprovalView): string {
  if (excluded.length === 0) return "";
  const names = excluded.map(({ name }) => name);
  return `\n*Whose vote does not count*: ${someOf(names, 20)} (${drift === undefined ? "asked for it, or made it" : "changed it by hand"})`;
}

/** Lines in as many sections as they need, up to a limit that is told. */
function listed(id: string, title: string, lines: readonly string[]): readonly Block[] {
  const sections: string[] = [];
  let text = `*${title}*`;
  let shown = 0;
  for (const line of lines) {
    if (text.length + 1 + line.length > TEXT_MAX) {
      if (sections.length === SECTIONS_MAX - 1) break;
      sections.push(text);
      text = line;
    } else text = `${text}\n${line}`;
    shown += 1;
  }
  if (lines.length === 0) return [];
  const more = shown === lines.length ? [] : [context(`${id}-more`, `… and ${lines.length - shown} more`)];
  return [...[...sections, text].map((one, index) => section(`${id}-${index + 1}`, one)), ...more];
}

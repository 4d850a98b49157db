import { commandName } from "../command-name.ts";
import type { FindingDetail, FindingView } from "../drift-answers.ts";
import { diffLines } from "./diff.ts";
import { renderFields, renderSection } from "./fields.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { oneLine } from "./text-width.ts";
import { instantWord } from "./time-words.ts";

const PATHS_SHOWN = 3;
const RULES_SHOWN = 20;

/** Which fields differ, in a few words: `config.environment.GREETING, and 2 more`. */
export function changeWords({ fields }: Pick<FindingView, "fields">): string {
  const shown = fields
    .slice(0, PATHS_SHOWN)
    .map(({ path, class: how }) => (how === "changed" ? path : `${path} (${how})`));
  const left = fields.length - shown.length;
  return oneLine(`${shown.join(", ")}${left > 0 ? `, and ${left} more` : ""}`);
}

/** Everything about one finding: what differs, since when and by whom, which rule decides, what happens, what to type. */
export function renderFinding(finding: FindingDetail, paint: Paint): readonly string[] {
  return [
    ...findingFields(finding, paint),
    ...renderSection("Difference", diffLines(finding.diff, paint), paint),
    ...renderSection("Changed by", authorLines(finding), paint),
    ...renderSection("Rules", ruleLines(finding), paint),
    ...renderSection("What happens", nextLines(finding.next), paint),
    ...renderSection("Next", answerCommands(finding), paint),
  ];
}

function findingFields(finding: FindingDetail, paint: Paint): readonly string[] {
  const { status, revertedAt, snoozedUntil, endedAt, seenCount } = finding;
  const style = styleOfWord(status);
  const times = seenCount === 1 ? "once" : `${seenCount} times`;
  return renderFields(
    [
      ["Finding", finding.id],
      ["Status", style === undefined ? status : paint(style, status)],
      ["Reason", oneLine(finding.statusReason)],
      ["Component", `${finding.project}/${finding.environment}/${finding.component}, kind ${finding.kind}`],
      ["Class", finding.class],
      ["Reaction", finding.reaction.reaction],
      ["Instead", insteadWords(finding)],
      ["Since", instantWord(finding.since)],
      ["Seen", `${times}, last ${instantWord(finding.lastSeenAt)}`],
      ["Put back", revertedAt.map(instantWord).join(", ")],
      ["Snoozed", snoozedUntil === undefined ? undefined : `until ${instantWord(snoozedUntil)}`],
      ["Ended", endedAt === undefined ? undefined : instantWord(endedAt)],
      ["Operation", finding.operationId],
      ["Approval", finding.approvalId],
      ["Promotion", finding.promotionId],
      ["Digest", finding.diffDigest],
    ],
    paint,
  );
}

/** Why the reaction is another than the rules say, where the status does not say it already. */
function insteadWords({ reaction: { instead = "" }, statusReason }: FindingDetail): string {
  return instead === statusReason ? "" : oneLine(instead);
}

function authorLines({ fields }: FindingDetail): readonly string[] {
  return fields.flatMap(({ path, by }) => {
    if (by === undefined) return [];
    return [oneLine(`${path}: ${by.who}${by.at === undefined ? "" : `, ${instantWord(by.at)}`}`)];
  });
}

function ruleLines({ reaction: { fields } }: FindingDetail): readonly string[] {
  const left = fields.length - RULES_SHOWN;
  return [
    ...fields.slice(0, RULES_SHOWN).map(({ path, reaction, rule }) => oneLine(`${path}: ${reaction}, by ${rule}`)),
    ...(left > 0 ? [`and ${left} more fields`] : []),
  ];
}

/** What happens first, what it waits for, and when, where that is known. */
export function nextLines({
  lines,
  at,
}: {
  readonly lines: readonly string[];
  readonly at?: number;
}): readonly string[] {
  return [...lines.map(oneLine), ...(at === undefined ? [] : [`not before ${instantWord(at)}`])];
}

const OPTIONS: Readonly<Record<string, string>> = {
  accept: " --reason TEXT",
  snooze: " --until 7d --reason TEXT",
};

function answerCommands({ id, next, operationId, approvalId, promotionId }: FindingDetail): readonly string[] {
  const name = commandName();
  return [
    ...(approvalId === undefined ? [] : [`${name} approvals get ${approvalId}`]),
    ...next.answers.map((answer) => `${name} drift ${answer} ${id}${OPTIONS[answer] ?? ""}`),
    ...(operationId === undefined ? [] : [`${name} operations get ${operationId}`]),
    ...(promotionId === undefined ? [] : [`${name} explain promotion ${promotionId}`]),
  ];
}

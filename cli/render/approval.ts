import type { ApprovalView } from "../approval-answers.ts";
import { commandName } from "../command-name.ts";
import { diffLines } from "./diff.ts";
import { renderFields, renderSection } from "./fields.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { oneLine } from "./text-width.ts";
import { durationWords, instantWord } from "./time-words.ts";

/** What an approval is about, in two words. */
export function approvalSubject({ subject, release, isChange, drift }: ApprovalView): string {
  if (drift !== undefined) return oneLine(`drift of ${drift.component}`);
  if (isChange === true) return "parameters";
  return release === undefined ? subject : `release ${release}`;
}

/** What is to be said of it on one line. */
export function approvalNote({ status, statusReason, mayVote, chatFault, breakGlass }: ApprovalView): string {
  const fault = chatFault === undefined ? [] : [`people may not have been told: ${chatFault}`];
  const unreviewed = breakGlass !== undefined && breakGlass.reviewedBy === undefined ? ["to be reviewed"] : [];
  const waits = status === "pending" ? [`waits for ${mayVote.slice(0, 5).join(", ") || "nobody"}`] : [statusReason];
  return oneLine([...waits, ...unreviewed, ...fault].filter((part) => part !== "").join("; "));
}

/** Everything about one approval. */
export function renderApproval(
  approval: ApprovalView,
  { paint, nowMs }: { readonly paint: Paint; readonly nowMs: number },
): readonly string[] {
  const { id, status, rule, changes, migrations, links, votes, breakGlass, escalatedAt, decidedAt, progress } =
    approval;
  const style = styleOfWord(status);
  const groups =
    escalatedAt === undefined || rule.escalateTo === undefined ? rule.from : `${rule.from} or ${rule.escalateTo}`;
  return [
    ...renderFields(
      [
        ["Approval", id],
        ["Status", style === undefined ? status : paint(style, status)],
        ["Reason", oneLine(approval.statusReason)],
        ["About", approvalSubject(approval)],
        ["Environment", `${approval.project}/${approval.environment}, class ${approval.class}`],
        ["Runs now", approval.previousRelease],
        ["Finding", approval.drift?.findingId],
        ["Changed by", approval.drift === undefined ? undefined : changedBy(approval.drift)],
        ["Asked as", approval.drift === undefined ? undefined : oneLine(approval.drift.askedBy)],
        ["Promotion", approval.promotionId],
        ["Gate", approval.gate],
        ["Asked", `${instantWord(approval.askedAt)} by ${oneLine(approval.requester)}`],
        ["Why", oneLine(approval.why)],
        [
          "Needs",
          `${rule.count} of ${groups}, ${votes.filter(({ decision }) => decision === "approve").length} so far`,
        ],
        ["May decide", approval.mayVote.join(", ")],
        ["May not", approval.excluded.map(({ name }) => name).join(", ")],
        ["Answer by", status === "pending" ? untilWords(approval.expiresAt, nowMs) : undefined],
        ["Decided", decidedAt === undefined ? undefined : instantWord(decidedAt)],
        [
          "Goes on",
          progress === undefined
            ? undefined
            : `${progress.state}${progress.reason === "" ? "" : `: ${oneLine(progress.reason)}`}`,
        ],
        [approval.drift === undefined ? "Plan" : "Difference", approval.binding.planDigest],
        [
          "Slack",
          approval.chatFault === undefined
            ? undefined
            : `people may not have been told: ${oneLine(approval.chatFault)}`,
        ],
      ],
      paint,
    ),
    ...renderSection("Difference", approval.drift === undefined ? [] : diffLines(approval.drift.diff, paint), paint),
    ...renderSection("Rules", approval.drift?.reaction.map(oneLine) ?? [], paint),
    ...renderSection(
      "Changes",
      changes.map(({ component, action, reason }) => oneLine(`${component}: ${action} (${reason})`)),
      paint,
    ),
    ...renderSection(
      "Migrations",
      approval.areMigrationsUnknown === true ? ["it could not be told which run"] : migrations.map(oneLine),
      paint,
    ),
    ...renderSection(
      "Links",
      links.map(({ title, url }) => oneLine(`${title}: ${url}`)),
      paint,
    ),
    ...renderSection(
      "Votes",
      votes.map(({ person, decision, comment, via, receivedAt }) =>
        oneLine(
          `${person.name} ${decision === "approve" ? "says yes" : "says no"}, ${instantWord(receivedAt)}, ${via}${comment === "" ? "" : `: ${comment}`}`,
        ),
      ),
      paint,
    ),
    ...renderSection("Passed without votes", breakGlassLines(breakGlass), paint),
    ...renderSection("Next", nextCommands(approval), paint),
  ];
}

function breakGlassLines(broken: ApprovalView["breakGlass"]): readonly string[] {
  if (broken === undefined) return [];
  const { person, reason, at, reviewedBy, review = "" } = broken;
  return [
    oneLine(`by ${person.name}, ${instantWord(at)}: ${reason}`),
    reviewedBy === undefined ? "nobody has reviewed it yet" : oneLine(`reviewed by ${reviewedBy.name}: ${review}`),
  ];
}

function changedBy({ changedBy: names }: NonNullable<ApprovalView["drift"]>): string {
  return names.length === 0 ? "no source tells" : oneLine(names.join(", "));
}

function nextCommands({ id, status, promotionId, breakGlass, drift }: ApprovalView): readonly string[] {
  const findings = drift === undefined ? [] : [`${commandName()} drift show ${drift.findingId}`];
  if (status === "pending")
    return [
      `${commandName()} approve ${id}`,
      `${commandName()} reject ${id} --reason TEXT`,
      ...findings,
      ...(promotionId === undefined ? [] : [`${commandName()} explain promotion ${promotionId}`]),
    ];
  if (breakGlass !== undefined && breakGlass.reviewedBy === undefined)
    return [`${commandName()} approvals review ${id} --reason TEXT`];
  return promotionId === undefined ? findings : [`${commandName()} describe promotion ${promotionId}`];
}

function untilWords(at: number, nowMs: number): string {
  return `${instantWord(at)}, in ${durationWords(Math.max(0, at - nowMs))}`;
}

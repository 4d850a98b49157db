import { sql } from "kysely";
import { refuseVoter } from "../../../domain/approvals/decide-approval.ts";
import { ASKED, type ApprovalQuestion } from "../../../domain/approvals/approval-question.ts";
import { type DriftAsking, driftAsking, driftQuestion } from "../../../domain/approvals/drift-question.ts";
import { changedIn } from "../../../domain/approvals/still-stands.ts";
import { canonicalJson } from "../../../domain/canonical-json.ts";
import { changersOf } from "../../../domain/drift/changers-of.ts";
import { explainReaction } from "../../../domain/drift/explain-reaction.ts";
import { renderDiff } from "../../../domain/drift/render-diff.ts";
import type { ApprovalRule } from "../../../domain/schema/approval.ts";
import { closeApproval } from "../approvals/close-approvals.ts";
import { type LockedApproval, lockApproval } from "../approvals/lock-approval.ts";
import { openApproval } from "../approvals/open-approval.ts";
import { votersNow } from "../approvals/voters-now.ts";
import type { ApprovalAbout } from "../approvals-port.ts";
import { first, many, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { groupMembersIn } from "../people/groups.ts";
import { currentStage } from "../promotions/insert-promotion.ts";
import { storableText } from "../storable.ts";
import { SYSTEM } from "../write-event.ts";
import { lockProposed, personsBehind, proposalDigest, type ProposedFinding } from "./proposed-finding.ts";

/** A message tells of a component so long, then the next question gets one of its own: an old one is not seen any more. */
const SAME_MESSAGE = "24 hours";
/** A longer diff is cut at a line; its finding has all of it. */
const DIFF_MAX = 8_000;

/**
 * Asks people whether a finding that is `proposed` is to be put back, unless they are asked that very thing already. What
 * they were asked about its component before is over. The environment is locked. Answers what is waited for, in one line.
 */
export async function proposeRevert(rows: Rows, environment: LockedEnvironment, findingId: string): Promise<string> {
  const finding = await lockProposed(rows, findingId);
  if (finding === undefined) throw new Error(`there is no finding "${findingId}" to ask about`);
  const asking = driftAsking((await currentStage(rows, environment.project, environment.name))?.stage);
  const excluded = await personsBehind(rows, changersOf(finding.fields));
  const about = { planDigest: proposalDigest(finding), generation: environment.generation, excluded };
  const asked = driftQuestion(asking, about, Date.now());
  const before = await newestOf(rows, finding.componentUid);
  const another = before === undefined ? undefined : anotherThan(before, { question: asked.question, finding });
  const stands = before?.state.status === "pending" && another === undefined;
  if (before !== undefined && another !== undefined)
    await closeApproval(rows, before.id, { status: "superseded", reason: another, actor: SYSTEM });
  const isOver = another !== undefined || before?.state.status === "superseded";
  const succeeds = before !== undefined && isOver && before.isRecent ? { succeeds: before.id } : {};
  const id = stands
    ? before.id
    : await openApproval(rows, {
        subject: "drift",
        environmentUid: environment.uid,
        cause: [finding.id, "drift"],
        drift: { findingId: finding.id, componentUid: finding.componentUid, ...succeeds },
        actor: SYSTEM,
        about: aboutOf(finding, asking, another),
        asked,
      });
  if (id === undefined) throw new Error("drift may always be asked about again");
  const reason = storableText(await waitsFor(rows, environment, { id, question: asked.question }));
  await sql`update finding set approval_id = ${id}, status_reason = ${reason} where id = ${finding.id}`.execute(rows);
  return reason;
}

type Newest = LockedApproval & { readonly isRecent: boolean };

/** The last approval about drift of a component, locked. */
async function newestOf(rows: Rows, componentUid: string): Promise<Newest | undefined> {
  const found = await first(
    rows,
    sql<{
      id: string;
      isRecent: boolean;
    }>`select id, told_from > clock_timestamp() - ${SAME_MESSAGE}::interval as "isRecent"
      from approval where component_uid = ${componentUid} order by position desc limit 1`,
  );
  const approval = found === undefined ? undefined : await lockApproval(rows, found.id);
  return approval === undefined || found === undefined ? undefined : { ...approval, isRecent: found.isRecent };
}

/** Why what people were asked before is over; undefined while it stands, and where it has ended by itself. */
function anotherThan(
  { state, question: before, findingId }: Newest,
  { question, finding }: { readonly question: ApprovalQuestion; readonly finding: ProposedFinding },
): string | undefined {
  const isOtherDifference = before.binding.planDigest !== question.binding.planDigest || findingId !== finding.id;
  // What was approved and not begun is void with its difference.
  if (state.status === "approved" && findingId === finding.id && finding.operationId === null)
    return "what differs has changed before it was put back";
  if (state.status !== "pending") return undefined;
  if (isOtherDifference) return "what differs has changed since people were asked";
  if (ruleText(before.rule) !== ruleText(question.rule)) return "others decide about it by now";
  return changedIn(before.binding, question.binding);
}

const ruleText = (rule: ApprovalRule): string => canonicalJson({ ...rule });

function aboutOf(
  { id, component, kind, fields, reaction }: ProposedFinding,
  { where }: DriftAsking,
  another: string | undefined,
): ApprovalAbout {
  const reason = fields.length === 1 ? "1 field differs" : `${fields.length} fields differ`;
  return {
    requester: "a sweep",
    actor: SYSTEM,
    why: another === undefined ? "" : `asked again: ${another}`,
    changes: [{ component, action: "revert", reason }],
    migrations: [],
    links: [],
    drift: {
      findingId: id,
      component,
      kind,
      diff: beginningOf(renderDiff(component, fields)),
      changedBy: changersOf(fields),
      reaction: explainReaction(reaction),
      askedBy: where,
    },
  };
}

function beginningOf(diff: string): string {
  if (diff.length <= DIFF_MAX) return diff;
  const kept = diff.slice(0, DIFF_MAX);
  const end = kept.lastIndexOf("\n");
  const shown = end > 0 ? kept.slice(0, end) : kept;
  return `${shown}\n… the finding has the rest`;
}

/** Who is waited for, and whether they are enough. */
async function waitsFor(
  rows: Rows,
  environment: LockedEnvironment,
  { id, question }: { readonly id: string; readonly question: ApprovalQuestion },
): Promise<string> {
  const { rule } = question;
  const ids = rule.isAnyVoter === true ? await idsOfVoters(rows, environment) : await groupMembersIn(rows, rule.from);
  const voters = await votersNow(rows, ids, environment);
  const able = voters.filter((voter) => refuseVoter(question, ASKED, voter) === undefined).length;
  const few = able >= rule.count ? "" : `, but ${able === 0 ? "nobody" : `only ${able}`} may at the moment`;
  const whom = rule.isAnyVoter === true && rule.count === 1 ? rule.from : `${rule.count} of ${rule.from}`;
  return `${whom} ${rule.count === 1 ? "decides" : "decide"} whether it is put back (${id})${few}`;
}

async function idsOfVoters(rows: Rows, { project, name, document }: LockedEnvironment): Promise<readonly string[]> {
  const found = await many(
    rows,
    sql<{ id: string }>`select id from voters_of(${project}, ${name}, ${document.spec.class})`,
  );
  return found.map(({ id }) => id);
}

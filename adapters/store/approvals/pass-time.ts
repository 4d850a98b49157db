import { sql } from "kysely";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import type { ApprovalTime } from "../approvals-port.ts";
import { settleProposal } from "../drift/settle-proposal.ts";
import { renewProposal } from "../drift/void-proposal.ts";
import { lockEnvironment, type LockedEnvironment } from "../lock-environment.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import { placeOfApproval } from "./approval-views.ts";
import { handOnMessages } from "./hand-on.ts";
import { type LockedApproval, lockApproval } from "./lock-approval.ts";
import { recordApprovalEvent } from "./record-event.ts";

/** What reached us before an approval's end is looked at before it ends; then it is asked again this soon. */
const SOON_MS = 1_000;
/** What is not looked at by then is not waited for: whoever handles it is away for good. */
const AWAITED_MS = 5 * 60_000;
/** The lock of Slack's inbox, as the function `slack_receive` takes it. */
const SLACK_LOCK = 1751;
const SLACK_LOCK_PART = 5;

/** Escalates, reminds and expires what is due. @see StoreOfApprovals.passTime */
export async function passTime(postgres: Postgres, id: string, nowMs: number): Promise<ApprovalTime | undefined> {
  return await postgres.transaction(async (rows) => {
    const place = await placeOfApproval(rows, id);
    const isDrift = place?.subject === "drift";
    // What becomes of drift changes its environment.
    const environment = isDrift ? await lockEnvironment(rows, place.environmentUid) : undefined;
    if (isDrift) await renewProposal(rows, id, environment);
    const found = await lockApproval(rows, id);
    if (found === undefined) return undefined;
    let approval = found;
    if (approval.state.status !== "pending") {
      if (isDrift) await handOnMessages(rows, id);
      return { reminders: approval.reminders };
    }
    if (nowMs >= approval.question.expiresAt) return await expire(rows, { approval, environment, nowMs });
    let { remindAt, escalateAt, reminders } = approval;
    if (escalateAt !== null && nowMs >= escalateAt) {
      ({ approval } = await recordApprovalEvent(rows, approval, { event: { type: "escalation", at: nowMs } }));
      await sql`update approval set escalate_at = null where id = ${id}`.execute(rows);
      escalateAt = null;
    }
    if (remindAt !== null && nowMs >= remindAt) {
      // What was missed while nobody was there to remind is one reminder.
      remindAt = nowMs + approval.remindEveryMs;
      reminders += 1;
      await remind(rows, approval, { reminders, remindAt });
    }
    const times = [approval.question.expiresAt, ...(remindAt === null ? [] : [remindAt])];
    return { reminders, lookAgainAt: Math.min(...times, ...(escalateAt === null ? [] : [escalateAt])) };
  });
}

interface Expiring {
  readonly approval: LockedApproval;
  /** Of drift. */
  readonly environment: LockedEnvironment | undefined;
  readonly nowMs: number;
}

async function expire(rows: Rows, { approval, environment, nowMs }: Expiring): Promise<ApprovalTime> {
  const { reminders } = approval;
  const isLate = nowMs >= approval.question.expiresAt + AWAITED_MS;
  if (!isLate && (await isAwaited(rows, approval))) return { reminders, lookAgainAt: nowMs + SOON_MS };
  const { approval: next } = await recordApprovalEvent(rows, approval, { event: { type: "expiry", at: nowMs } });
  if (environment !== undefined) await settleProposal(rows, { approval: next, environment, actor: SYSTEM });
  return { reminders };
}

/** True while something that reached us in time is not looked at yet. */
async function isAwaited(rows: Rows, { question }: LockedApproval): Promise<boolean> {
  // Whoever stores what Slack sends shares this lock while it takes the time: all of it that came before is seen here.
  await sql`select pg_advisory_xact_lock(${SLACK_LOCK}, ${SLACK_LOCK_PART})`.execute(rows);
  const waiting = await first(
    rows,
    sql`select from slack_inbox where state <> 'handled' and kind in ('click', 'submission')
      and received_at < ${new Date(question.expiresAt).toISOString()}::timestamptz limit 1`,
  );
  return waiting !== undefined;
}

async function remind(
  rows: Rows,
  { id, project, environment, environmentUid, promotionId, question, state }: LockedApproval,
  { reminders, remindAt }: { readonly reminders: number; readonly remindAt: number },
): Promise<void> {
  await sql`update approval set reminders = ${reminders}, remind_at = ${new Date(remindAt).toISOString()}::timestamptz, version = version + 1
    where id = ${id}`.execute(rows);
  await writeEvent(rows, {
    type: "approval.reminded",
    actor: SYSTEM,
    project,
    environment,
    environmentUid,
    promotionId,
    message: `approval ${id}: ${state.votes.length} of ${question.rule.count} votes of ${question.rule.from}`,
    data: { approval: id, reminders },
  });
}

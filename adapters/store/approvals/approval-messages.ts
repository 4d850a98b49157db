import { sql } from "kysely";
import type { EnvironmentClass, ProjectDocument } from "../../../domain/schema/documents.ts";
import type { ApprovalMessage, ApprovalToShow, ChatRoom, UntoldApprovals } from "../approvals-port.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { getApproval } from "./approval-views.ts";
import { IS_HIDDEN } from "./hand-on.ts";

/** An approval and where people see it. @see StoreOfApprovals.approvalToShow */
export async function approvalToShow(postgres: Postgres, approvalId: string): Promise<ApprovalToShow | undefined> {
  return await postgres.transaction(async (rows) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(rows);
    const approval = await getApproval({ rows }, approvalId);
    if (approval === undefined) return undefined;
    const found = await first(
      rows,
      sql<{
        reminders: number;
        isHidden: boolean;
      }>`select reminders, ${IS_HIDDEN} as "isHidden" from approval a where id = ${approvalId}`,
    );
    if (found === undefined || found.isHidden) return undefined;
    return { approval, reminders: found.reminders, messages: await approvalMessages(rows, approvalId) };
  });
}

/** Messages about an approval, oldest first. */
async function approvalMessages(rows: Rows, approvalId: string): Promise<readonly ApprovalMessage[]> {
  return await many(
    rows,
    sql<ApprovalMessage>`select channel, ts, role, rendered_version as "renderedVersion", is_gone as "isGone" from approval_message
      where approval_id = ${approvalId} order by posted_at, ts`,
  );
}

/** Where a project's approvals of a class are told. @see StoreOfApprovals.chatRoom */
export async function chatRoom(
  { rows }: Pick<Postgres, "rows">,
  project: string,
  environmentClass: EnvironmentClass,
): Promise<ChatRoom | undefined> {
  const found = await first(
    rows,
    sql<{ document: ProjectDocument }>`select document from project where name = ${project}`,
  );
  const slack = found?.document.spec.slack;
  if (slack === undefined) return undefined;
  const channel = slack.channels[environmentClass] ?? slack.channels.default;
  return { mode: slack.mode, ...(channel === undefined ? {} : { channel }) };
}

/** Remembers a message, or what it shows now. A message that was there before keeps the newest version that it showed. */
export async function recordMessage(
  { rows }: Pick<Postgres, "rows">,
  approvalId: string,
  { channel, ts, role, renderedVersion, isGone }: ApprovalMessage,
): Promise<void> {
  await sql`insert into approval_message (approval_id, channel, ts, role, rendered_version, is_gone)
    values (${approvalId}, ${channel}, ${ts}, ${role}, ${renderedVersion}, ${isGone})
    on conflict (approval_id, channel, ts) do update set is_gone = excluded.is_gone,
      rendered_version = greatest(approval_message.rendered_version, excluded.rendered_version)`.execute(rows);
}

/** A message of ours that was lost track of, and that somebody clicked on. It is brought up to date with the others. */
export async function adoptMessage(
  { rows }: Pick<Postgres, "rows">,
  approvalId: string,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<void> {
  await sql`with adopted as (
      insert into approval_message (approval_id, channel, ts) select id, ${channel}, ${ts} from approval where id = ${approvalId}
      on conflict do nothing returning approval_id)
    select look_approval(approval_id) from adopted`.execute(rows);
}

/** Why people may not have been told; null when they were. */
export async function recordChatFault(
  { rows }: Pick<Postgres, "rows">,
  approvalId: string,
  fault: string | null,
): Promise<void> {
  await sql`with told as (
      update approval set chat_fault = ${fault} where id = ${approvalId} and chat_fault is distinct from ${fault} returning promotion_id)
    select look_promotion(promotion_id) from told where promotion_id is not null`.execute(rows);
}

/** Approvals that people may not have been told of. @see StoreOfApprovals.untoldApprovals */
export async function untoldApprovals({ rows }: Pick<Postgres, "rows">): Promise<UntoldApprovals | undefined> {
  return await first(
    rows,
    sql<UntoldApprovals>`select count(*) over ()::int as count, chat_fault as reason from approval
      where chat_fault is not null order by position desc limit 1`,
  );
}

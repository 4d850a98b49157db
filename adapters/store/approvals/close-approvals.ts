import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";
import type { Actor } from "../views-port.ts";
import { lockApproval } from "./lock-approval.ts";
import { recordApprovalEvent } from "./record-event.ts";

/** Why questions about a promotion are over. */
export interface Closing {
  readonly status: "withdrawn" | "superseded";
  readonly reason: string;
  readonly actor: Actor;
}

/** Ends the questions of a promotion that are still open: what they ask about is over. */
export async function closeApprovals(rows: Rows, promotionId: string, closing: Closing): Promise<void> {
  const open = await many(
    rows,
    sql<{ id: string }>`select id from approval where promotion_id = ${promotionId} and status = 'pending' order by id`,
  );
  for (const { id } of open) await closeApproval(rows, id, closing);
}

/** Ends the questions about an environment's deletion that are still open; its row is locked. */
export async function closeDeletionQuestions(rows: Rows, environmentUid: string, closing: Closing): Promise<void> {
  const open = await many(
    rows,
    sql<{ id: string }>`select id from approval
      where environment_uid = ${environmentUid} and subject = 'delete' and status = 'pending' order by id`,
  );
  for (const { id } of open) await closeApproval(rows, id, closing);
}

/** Ends one question: it is still open, or what was approved is void. */
export async function closeApproval(rows: Rows, id: string, { status, reason, actor }: Closing): Promise<void> {
  const approval = await lockApproval(rows, id);
  if (approval === undefined) return;
  const event = { type: "end", status, reason, at: Date.now() } as const;
  await recordApprovalEvent(rows, approval, { event, actor });
}

/** People see how what they approved goes on. */
export async function showProgress(rows: Rows, promotionId: string): Promise<void> {
  await sql`with shown as (
      update approval set version = version + 1 where promotion_id = ${promotionId} and status in ('approved', 'rejected') returning id)
    select look_approval(id) from shown`.execute(rows);
}

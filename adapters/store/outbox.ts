import { sql } from "kysely";
import { many, type Postgres } from "./connect-postgres.ts";
import type { LookTarget, PendingLook } from "./port.ts";

const SEPARATOR = ",";

/**
 * Looks to deliver that are due, oldest first, one for each environment, promotion or approval. Its id names every row it stands for: only these were
 * committed when it was read, so only these may be marked.
 */
export async function pendingLooks({ rows }: Postgres, limit: number): Promise<readonly PendingLook[]> {
  const found = await many(
    rows,
    sql<{ id: string; environmentUid: string | null; promotionId: string | null; approvalId: string | null }>`
      select string_agg(id::text, ${SEPARATOR} order by id) as id, environment_uid as "environmentUid", promotion_id as "promotionId",
        approval_id as "approvalId"
      from outbox where due_at <= clock_timestamp() group by environment_uid, promotion_id, approval_id order by min(id) limit ${limit}`,
  );
  return found.map(({ id, ...row }) => ({ id, target: targetOf(row) }));
}

function targetOf(row: {
  readonly environmentUid: string | null;
  readonly promotionId: string | null;
  readonly approvalId: string | null;
}): LookTarget {
  if (row.approvalId !== null) return { kind: "approval", id: row.approvalId };
  if (row.promotionId !== null) return { kind: "promotion", id: row.promotionId };
  return { kind: "environment", id: row.environmentUid ?? "" };
}

/** Marks looks delivered, by taking their rows away. A repeat changes nothing. */
export async function looksDelivered({ rows }: Postgres, ids: readonly string[]): Promise<void> {
  const delivered = ids.flatMap((id) => id.split(SEPARATOR)).map(Number);
  if (delivered.length > 0) await sql`delete from outbox where id = any (${delivered}::bigint[])`.execute(rows);
}

/** Writes a look for every environment that is not gone, every promotion that is not finished and every approval that is not decided. Answers how many. */
export async function lookAtAll({ rows }: Postgres): Promise<number> {
  const environments = await many(rows, sql`select look(uid) from environment where rest_phase <> 'Gone'`);
  const promotions = await many(rows, sql`select look_promotion(id) from promotion where finished_at is null`);
  const approvals = await many(
    rows,
    sql`select look_approval(id) from approval a where status = 'pending' or exists (
      select from approval_message m where m.approval_id = a.id and not m.is_gone and m.role = 'approval' and m.rendered_version < a.version)
      or exists (select from approval next where next.succeeds = a.id and not a.is_handed_on)`,
  );
  return environments.length + promotions.length + approvals.length;
}

import { sql } from "kysely";
import { many, type Postgres } from "./connect-postgres.ts";
import type { PendingLook } from "./port.ts";

const SEPARATOR = ",";

/**
 * Looks to deliver that are due, oldest first, one for each environment or promotion. Its id names every row it stands for: only these were
 * committed when it was read, so only these may be marked.
 */
export async function pendingLooks({ rows }: Postgres, limit: number): Promise<readonly PendingLook[]> {
  const found = await many(
    rows,
    sql<{ id: string; environmentUid: string | null; promotionId: string | null }>`
      select string_agg(id::text, ${SEPARATOR} order by id) as id, environment_uid as "environmentUid", promotion_id as "promotionId"
      from outbox where due_at <= clock_timestamp() group by environment_uid, promotion_id order by min(id) limit ${limit}`,
  );
  return found.map(({ id, environmentUid, promotionId }) => ({
    id,
    target:
      promotionId === null ? { kind: "environment", id: environmentUid ?? "" } : { kind: "promotion", id: promotionId },
  }));
}

/** Marks looks delivered, by taking their rows away. A repeat changes nothing. */
export async function looksDelivered({ rows }: Postgres, ids: readonly string[]): Promise<void> {
  const delivered = ids.flatMap((id) => id.split(SEPARATOR)).map(Number);
  if (delivered.length > 0) await sql`delete from outbox where id = any (${delivered}::bigint[])`.execute(rows);
}

/** Writes a look for every environment that is not gone and every promotion that is not finished. Answers how many. */
export async function lookAtAll({ rows }: Postgres): Promise<number> {
  const environments = await many(rows, sql`select look(uid) from environment where rest_phase <> 'Gone'`);
  const promotions = await many(rows, sql`select look_promotion(id) from promotion where finished_at is null`);
  return environments.length + promotions.length;
}

import { sql } from "kysely";
import { many, type Postgres } from "./connect-postgres.ts";

const SEPARATOR = ",";

/**
 * Looks to deliver, oldest first, one for each environment. Its id names every row it stands for: only these were
 * committed when it was read, so only these may be marked.
 */
export async function pendingLooks(
  { rows }: Postgres,
  limit: number,
): Promise<readonly { readonly id: string; readonly environmentUid: string }[]> {
  return await many(
    rows,
    sql<{ id: string; environmentUid: string }>`
      select string_agg(id::text, ${SEPARATOR} order by id) as id, environment_uid as "environmentUid"
      from outbox group by environment_uid order by min(id) limit ${limit}`,
  );
}

/** Marks looks delivered, by taking their rows away. A repeat changes nothing. */
export async function looksDelivered({ rows }: Postgres, ids: readonly string[]): Promise<void> {
  const delivered = ids.flatMap((id) => id.split(SEPARATOR)).map(Number);
  if (delivered.length > 0) await sql`delete from outbox where id = any (${delivered}::bigint[])`.execute(rows);
}

/** Writes a look for every environment that is not gone. Answers how many. */
export async function lookAtAll({ rows }: Postgres): Promise<number> {
  const found = await many(rows, sql`select look(uid) from environment where rest_phase <> 'Gone'`);
  return found.length;
}

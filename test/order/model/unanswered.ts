import { sql } from "kysely";
import { many, type Postgres } from "../../../adapters/store/connect-postgres.ts";

/** What every accepted request gets. */
export const OUTCOME_RULE = "every accepted request has its outcome once nothing is left to do for it";

/** Verbs of the requests of a project that have no outcome, although nothing that they started is open. */
export async function unanswered(postgres: Postgres, project: string): Promise<readonly string[]> {
  const found = await many(
    postgres.rows,
    sql<{ verb: string }>`select r.verb from request r left join request_outcome o on o.request_id = r.id
      where r.actor = ${`user:${project}`} and o.request_id is null
        and not exists (select from request_operation ro join operation p on p.id = ro.operation_id
          where ro.request_id = r.id and p.state in ('Accepted', 'Running'))
        and not exists (select from request_promotion rp join promotion p on p.id = rp.promotion_id
          where rp.request_id = r.id and not is_promotion_over(p.state))`,
  );
  return found.map(({ verb }) => verb);
}

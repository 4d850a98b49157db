import { sql } from "kysely";
import type { PersonName } from "../../../domain/schema/approval.ts";
import { many, type Rows } from "../connect-postgres.ts";

/** Persons who have asked for the deletion that an approval is about. */
export async function deletionAskedBy(rows: Rows, approvalId: string): Promise<readonly PersonName[]> {
  return await many(
    rows,
    sql<PersonName>`select distinct p.id, p.name from approval_request a join request r on r.id = a.request_id
      join person p on r.actor = 'person:' || p.id where a.approval_id = ${approvalId}`,
  );
}

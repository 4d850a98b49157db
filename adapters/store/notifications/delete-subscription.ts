import { sql } from "kysely";
import { first, type Rows } from "../connect-postgres.ts";

/** Deletes a subscription; what it was still to be told is told no more. False where there is none. */
export async function deleteSubscription(rows: Rows, project: string, name: string): Promise<boolean> {
  const found = await first(
    rows,
    sql<{ uid: string }>`update subscription set deleted_at = clock_timestamp()
      where project = ${project} and name = ${name} and deleted_at is null returning uid`,
  );
  if (found === undefined) return false;
  await endPending(rows, found.uid, "its subscription was deleted");
  return true;
}

/** Ends what a subscription was still to be told. */
export async function endPending(rows: Rows, subscriptionUid: string, why: string): Promise<void> {
  await sql`update delivery set state = 'dead', last_fault = ${why}, settled_at = clock_timestamp()
    where subscription_uid = ${subscriptionUid} and state = 'pending'`.execute(rows);
}

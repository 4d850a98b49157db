import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";

/**
 * Gives the messages of an approval that is over to the one that succeeds it, so that a component has one message however
 * often what differs of it changes. It is asked for in a look at the approval that is over, after what the look before has
 * posted was recorded, and after it has got the messages of the one before it.
 */
export async function handOnMessages(rows: Rows, id: string): Promise<void> {
  await sql`with handed as (
      update approval a set is_handed_on = true from approval next
      where a.id = ${id} and next.succeeds = a.id and not a.is_handed_on
        and not exists (select from approval p where p.id = a.succeeds and not p.is_handed_on) returning next.id as to_id),
    given as (
      update approval_message set is_gone = true from handed where approval_id = ${id} and role = 'approval' and not is_gone
      returning to_id, channel, ts, posted_at),
    taken as (
      insert into approval_message (approval_id, channel, ts, role, posted_at) select to_id, channel, ts, 'approval', posted_at from given
      on conflict do nothing)
    select look_approval(to_id) from handed`.execute(rows);
}

/** A condition: an approval \`a\` is not to be shown, since another one's look comes first, or its message shows another one by now. */
export const IS_HIDDEN = sql`(exists (select from approval p where p.id = a.succeeds and not p.is_handed_on)
  or (a.is_handed_on and not exists (select from approval_message m where m.approval_id = a.id and not m.is_gone)))`;

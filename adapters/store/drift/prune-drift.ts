import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";
import type { SweepPlace } from "../drift-port.ts";

/** Sweeps, findings that have ended, and when something was put back are kept for so long. */
const KEPT_FOR = "30 days";
/** So many rows of one table go at once: what is left goes with the next sweep. */
const AT_ONCE = 1_000;

/** Forgets what has been over for long: sweeps of a place, and findings and reverts of every place. */
export async function pruneDrift(rows: Rows, { cell, account, region }: SweepPlace): Promise<void> {
  await sql`delete from sweep where cell = ${cell} and account = ${account} and region = ${region}
    and ended_at < clock_timestamp() - ${KEPT_FOR}::interval`.execute(rows);
  // A sweep of another place that prunes as well takes other rows. What is on its way to be wanted stays: it is no drift.
  await sql`delete from finding where id in (
    select id from finding f where ended_at < clock_timestamp() - ${KEPT_FOR}::interval
      and not exists (select from approval a where a.finding_id = f.id and a.status = 'pending')
      and not exists (select from promotion p where p.id = f.promotion_id and not is_promotion_over(p.state))
    order by ended_at limit ${AT_ONCE} for update skip locked)`.execute(rows);
  await sql`delete from finding_revert where (component_uid, diff_digest, operation_id) in (
    select component_uid, diff_digest, operation_id from finding_revert where at < clock_timestamp() - ${KEPT_FOR}::interval
    order by at limit ${AT_ONCE} for update skip locked)`.execute(rows);
}

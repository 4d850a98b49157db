import { type RawBuilder, sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";

/** So many promotions are woken in a second where many can go on at once: the end of a freeze is no stampede. */
export const WAKES_PER_SECOND = 20;

/** Wakes every promotion that waits for an environment: what held it up is over. */
export async function wakePromotionsOf(rows: Rows, environmentUid: string): Promise<void> {
  await wakePromotions(rows, sql`p.environment_uid = ${environmentUid}`);
}

/** Wakes promotions that wait, oldest first, a few at once. `which` is a condition over `promotion p`. */
export async function wakePromotions(rows: Rows, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    select look_promotion(w.id, clock_timestamp() + (w.place / ${WAKES_PER_SECOND}) * interval '1 second')
    from (
      select p.id, row_number() over (order by p.position) - 1 as place from promotion p
      where p.finished_at is null and p.state = 'Waiting' and ${which}
    ) as w`.execute(rows);
}

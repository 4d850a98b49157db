import { sql } from "kysely";
import { many, type Rows } from "../../../adapters/store/connect-postgres.ts";

/** How the promotions of a herd stand. */
export interface HerdStand {
  /** Those whose gates have passed and whose operation waits for its turn. */
  readonly requested: number;
  /** Those that say that a freeze holds them up. */
  readonly frozen: number;
  readonly verified: number;
}

/** Counts how promotions stand. */
export async function herdStand(rows: Rows): Promise<HerdStand> {
  const [stand] = await many(
    rows,
    sql<HerdStand>`select
      count(*) filter (where state = 'Waiting' and operation_id is not null)::int as requested,
      count(*) filter (where state = 'Waiting' and waits::text like '%"for":"freeze"%')::int as frozen,
      count(*) filter (where state = 'Verified')::int as verified
      from promotion`,
  );
  if (stand === undefined) throw new Error("there is no herd");
  return stand;
}

/** A turn that a promotion had: the number of its event, and when. */
export interface HerdAdmission {
  readonly event: number;
  readonly promotionId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Turns that promotions had, in their order. */
export async function herdAdmissions(rows: Rows): Promise<readonly HerdAdmission[]> {
  return await many(
    rows,
    sql<HerdAdmission>`select id::int as event, promotion_id as "promotionId", epoch_ms(at)::double precision as at
      from event where type = 'promotion.admitted' order by id`,
  );
}

/**
 * The number of the event that tells of the freeze. Whoever takes a turn, and whoever changes a freeze, holds the same
 * row while the event is written, so that numbers say which came first.
 */
export async function freezeEvent(rows: Rows): Promise<number> {
  const [event] = await many(
    rows,
    sql<{ id: number }>`select id::int as id from event where type = 'freeze-window.created' order by id desc limit 1`,
  );
  if (event === undefined) throw new Error("there is no freeze");
  return event.id;
}

/** Looks at promotions that are to be delivered later, by promotion and when, in milliseconds from the first of them. */
export async function comingLooks(
  rows: Rows,
): Promise<readonly { readonly promotionId: string; readonly afterMs: number }[]> {
  return await many(
    rows,
    sql<{ promotionId: string; afterMs: number }>`
      select promotion_id as "promotionId", (extract(epoch from due_at - min(due_at) over ()) * 1000)::double precision as "afterMs"
      from outbox where promotion_id is not null order by due_at, id`,
  );
}

/** Operations of promotions by promotion and state: how many. */
export async function herdOperations(
  rows: Rows,
): Promise<readonly { readonly promotionId: string; readonly state: string; readonly count: number }[]> {
  return await many(
    rows,
    sql<{ promotionId: string; state: string; count: number }>`
      select promotion_id as "promotionId", state, count(*)::int as count from operation where promotion_id is not null group by promotion_id, state`,
  );
}

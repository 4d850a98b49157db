import { sql } from "kysely";
import type { NotifiedEvent } from "../../../domain/notifications/notified-event.ts";
import type { SubscriptionDocument } from "../../../domain/schema/documents.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import { first, many, type Postgres } from "../connect-postgres.ts";
import type { ClaimedDelivery, DueSubscription } from "../notifications-port.ts";

const at = (ms: number) => sql`to_timestamp(${ms}::double precision / 1000)`;

/** Subscriptions with something that is due. @see StoreOfNotifications.dueSubscriptions */
export async function dueSubscriptions(
  { rows }: Postgres,
  query: { readonly nowMs: number; readonly without: readonly string[]; readonly limit: number },
): Promise<readonly DueSubscription[]> {
  const { nowMs, without, limit } = query;
  return await many(
    rows,
    sql<DueSubscription>`select uid, failing_since is not null as "isFailing" from subscription s
      where deleted_at is null and disabled_at is null and (paused_until is null or paused_until <= ${at(nowMs)})
        and not uid = any (${without}::uuid[])
        and exists (select from delivery d where d.subscription_uid = s.uid and d.state = 'pending' and d.next_at <= ${at(nowMs)})
      order by failing_since is not null, uid limit ${limit}`,
  );
}

interface ClaimedRow {
  readonly id: string;
  readonly attempts: number;
  readonly tries: number;
  readonly wasUnclear: boolean;
  readonly queuedAt: number;
  readonly failingSince: number | null;
  readonly document: SubscriptionDocument;
  readonly testEvent: NotifiedEvent | null;
  readonly seq: number | null;
  readonly type: string;
  readonly at: number;
  readonly actor: NotifiedEvent["actor"];
  readonly project: string;
  readonly environment: string | null;
  readonly component: string | null;
  readonly operationId: string | null;
  readonly promotionId: string | null;
  readonly message: string;
  readonly data: JsonObject;
}

/** Takes a delivery to be tried. @see StoreOfNotifications.claimDelivery */
export async function claimDelivery(
  { rows }: Postgres,
  subscriptionUid: string,
  { nowMs, leaseMs }: { readonly nowMs: number; readonly leaseMs: number },
): Promise<ClaimedDelivery | undefined> {
  const row = await first(
    rows,
    sql<ClaimedRow>`
      with ready as (
        select uid, document, failing_since from subscription where uid = ${subscriptionUid}
          and deleted_at is null and disabled_at is null and (paused_until is null or paused_until <= ${at(nowMs)})
      ), test as materialized (
        -- Somebody waits for it.
        select d.id from delivery d join ready on ready.uid = d.subscription_uid
        where d.state = 'pending' and d.test_event is not null and d.next_at <= ${at(nowMs)}
        order by d.next_at, d.position limit 1 for no key update of d skip locked
      ), oldest as materialized (
        select d.id from delivery d join ready on ready.uid = d.subscription_uid
        where d.state = 'pending' and d.next_at <= ${at(nowMs)} and not exists (select from test)
        order by d.next_at, d.position limit 1 for no key update of d skip locked
      ), next as (
        select d.id, d.is_unclear, ready.document, ready.failing_since from delivery d join ready on ready.uid = d.subscription_uid
        where d.id in (select id from test union all select id from oldest)
      ), taken as (
        update delivery d set attempts = attempts + 1, tries = tries + 1, is_unclear = true, attempted_at = ${at(nowMs)},
          next_at = ${at(nowMs + leaseMs)}
        from next where d.id = next.id
        returning d.id, d.attempts, d.tries, d.event_seq, d.event_type, d.test_event, d.created_at, next.is_unclear, next.document, next.failing_since
      )
      select t.id, t.attempts, t.tries, t.is_unclear as "wasUnclear", epoch_ms(t.created_at) as "queuedAt", epoch_ms(t.failing_since) as "failingSince", t.document,
        t.test_event as "testEvent", t.event_seq as seq, t.event_type as type, epoch_ms(v.at) as at, v.actor, v.project, v.environment, v.component,
        v.operation_id as "operationId", v.promotion_id as "promotionId", v.message, v.data
      from taken t left join event v on v.seq = t.event_seq`,
  );
  if (row === undefined) return undefined;
  const { id, attempts, tries, wasUnclear, queuedAt, document, failingSince } = row;
  return {
    id,
    subscription: { uid: subscriptionUid, document },
    event: row.testEvent ?? eventOf(row),
    attempts,
    tries,
    wasUnclear,
    queuedAt,
    ...(failingSince === null ? {} : { failingSince }),
  };
}

function eventOf(row: ClaimedRow): NotifiedEvent {
  const { seq, type, actor, project, environment, component, operationId, promotionId, message, data } = row;
  return {
    ...(seq === null ? {} : { seq }),
    type,
    time: new Date(row.at).toISOString(),
    actor,
    project,
    ...(environment === null ? {} : { environment }),
    ...(component === null ? {} : { component }),
    ...(operationId === null ? {} : { operationId }),
    ...(promotionId === null ? {} : { promotionId }),
    message,
    data,
  };
}

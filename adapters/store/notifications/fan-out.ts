import { sql } from "kysely";
import { type AddressedEvent, wantsEvent } from "../../../domain/notifications/wants-event.ts";
import type { EnvironmentClass, SubscriptionDocument } from "../../../domain/schema/documents.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { storable } from "../storable.ts";
import { deliveryId } from "./delivery-id.ts";

/** Of a subscription. More than its receiver would take in days is no queue any more. */
const PENDING_MAX = 100_000;

/** How deliveries are made. */
interface FanOutOptions {
  readonly limit: number;
  readonly nowMs: number;
  /** Default: 100,000. */
  readonly pendingMax?: number;
}

/** A sealed event, as far as it decides who is told. */
interface SealedEvent {
  readonly id: number;
  readonly seq: number;
  readonly addressed: AddressedEvent;
}

/** Makes the deliveries of the next sealed events. @see StoreOfNotifications.fanOut */
export async function fanOut(
  postgres: Postgres,
  { limit, nowMs, pendingMax = PENDING_MAX }: FanOutOptions,
): Promise<{ readonly events: number }> {
  return await postgres.transaction(async (rows) => {
    const cursor = await first(
      rows,
      sql<{ seq: number }>`select seq from notification_cursor for no key update skip locked`,
    );
    if (cursor === undefined) return { events: 0 };
    // The events come first: whoever subscribed before one of them was committed is seen by the statement after it.
    const events = await readSealed(rows, cursor.seq, limit);
    const last = events.at(-1);
    if (last === undefined) return { events: 0 };
    for (const uid of await insertDeliveries(rows, events, nowMs)) await endOldest(rows, uid, pendingMax);
    await sql`update notification_cursor set seq = ${last.seq}`.execute(rows);
    return { events: events.length };
  });
}

/** Ends what waits for a subscription beyond so many, the oldest first. Each can be told later, when a person asks. */
async function endOldest(rows: Rows, uid: string, pendingMax: number): Promise<void> {
  const why = `more than ${pendingMax} waited for its subscription, and it was among the oldest`;
  await sql`update delivery set state = 'dead', last_fault = ${why}, settled_at = clock_timestamp()
    where subscription_uid = ${uid} and state = 'pending' and position <= (
      select position from delivery where subscription_uid = ${uid} and state = 'pending' order by position desc offset ${pendingMax} limit 1)`.execute(
    rows,
  );
}

/** Answers whose deliveries there are more of. */
async function insertDeliveries(rows: Rows, events: readonly SealedEvent[], nowMs: number): Promise<readonly string[]> {
  const subscriptions = await many(
    rows,
    sql<{ uid: string; document: SubscriptionDocument; afterEvent: number; disabledReason: string | null }>`
      select uid, document, after_event as "afterEvent", case when disabled_at is null then null else disabled_reason end as "disabledReason"
      from subscription where deleted_at is null`,
  );
  const wanted = events.flatMap((event) =>
    subscriptions
      .filter(({ document, afterEvent }) => event.id > afterEvent && wantsEvent(document, event.addressed))
      .map(({ uid, disabledReason }) => ({
        id: deliveryId(uid, event.seq),
        uid,
        seq: event.seq,
        type: event.addressed.type,
        fault: disabledReason === null ? null : `the subscription is disabled: ${disabledReason}`,
      })),
  );
  if (wanted.length === 0) return [];
  await sql`
    insert into delivery (id, subscription_uid, event_seq, event_type, next_at, state, last_fault, settled_at)
    select w.id, w.uid, w.seq, w.type, to_timestamp(${nowMs}::double precision / 1000), case when w.fault is null then 'pending' else 'dead' end,
      coalesce(w.fault, ''), case when w.fault is null then null else clock_timestamp() end
    from json_to_recordset(${storable(wanted)}::json) as w(id text, uid uuid, seq bigint, type text, fault text)
    order by w.seq on conflict do nothing`.execute(rows);
  return [...new Set(wanted.map(({ uid }) => uid))].toSorted();
}

async function readSealed(rows: Rows, afterSeq: number, limit: number): Promise<readonly SealedEvent[]> {
  const found = await many(
    rows,
    sql<{
      id: number;
      seq: number;
      type: string;
      project: string;
      environment: string | null;
      class: EnvironmentClass | null;
      subscription: string | null;
    }>`
      select v.id, v.seq, v.type, v.project, v.environment, v.data ->> 'subscription' as subscription,
        (select e.class from environment e
          where e.uid = v.environment_uid or (v.environment_uid is null and e.project = v.project and e.name = v.environment and e.rest_phase <> 'Gone')
          limit 1) as class
      from event v where v.seq > ${afterSeq} order by v.seq limit ${limit}`,
  );
  return found.map(({ id, seq, environment, class: environmentClass, subscription, ...event }) => ({
    id,
    seq,
    addressed: {
      ...event,
      ...(environment === null ? {} : { environment }),
      ...(environmentClass === null ? {} : { class: environmentClass }),
      ...(subscription === null ? {} : { subscription }),
    },
  }));
}

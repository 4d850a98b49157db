import { sql } from "kysely";
import { first, many, type Postgres } from "../connect-postgres.ts";
import type {
  AttemptView,
  DeliveryDetail,
  DeliveryFilter,
  DeliveryState,
  DeliveryView,
  SubscriptionView,
} from "../notifications-port.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Listed, Page } from "../views-port.ts";

type Optional = "disabled" | "failingSince" | "pausedUntil" | "lastDeliveredAt" | "lastDelivery";

type SubscriptionRow = Omit<SubscriptionView, Optional> & {
  readonly disabledAt: number | null;
  readonly disabledReason: string;
  readonly failingSince: number | null;
  readonly pausedUntil: number | null;
  readonly lastDeliveredAt: number | null;
  readonly lastDelivery: SubscriptionView["lastDelivery"] | null;
};

/** Subscriptions by project and name. */
export async function listSubscriptions(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<SubscriptionView>> {
  const after = readCursor(page, 2);
  const [project = "", name = ""] = after ?? [];
  const found = await many(
    rows,
    sql<SubscriptionRow>`
      select s.uid, s.document, s.digest, epoch_ms(s.created_at) as "createdAt", epoch_ms(s.disabled_at) as "disabledAt",
        s.disabled_reason as "disabledReason", epoch_ms(s.failing_since) as "failingSince",
        epoch_ms(case when s.paused_until > clock_timestamp() then s.paused_until end) as "pausedUntil",
        epoch_ms(s.last_delivered_at) as "lastDeliveredAt",
        (select count(*)::int from delivery d where d.subscription_uid = s.uid and d.state = 'pending') as pending,
        (select count(*)::int from delivery d where d.subscription_uid = s.uid and d.state = 'dead') as dead,
        (select json_build_object('id', d.id, 'state', d.state, 'at', epoch_ms(d.attempted_at), 'fault', d.last_fault) from delivery d
          where d.subscription_uid = s.uid and d.attempted_at is not null order by d.attempted_at desc limit 1) as "lastDelivery"
      from subscription s
      where s.deleted_at is null and (${page.project === undefined} or s.project = ${page.project ?? ""})
        and (${after === undefined} or (s.project, s.name) > (${project}, ${name}))
      order by s.project, s.name limit ${rowsToRead(page)}`,
  );
  return listed(found.map(subscriptionView), page, ({ document: { metadata } }) => [metadata.project, metadata.name]);
}

function subscriptionView(row: SubscriptionRow): SubscriptionView {
  const { disabledAt, disabledReason, failingSince, pausedUntil, lastDeliveredAt, lastDelivery, ...rest } = row;
  return {
    ...rest,
    ...(disabledAt === null ? {} : { disabled: { at: disabledAt, reason: disabledReason } }),
    ...(failingSince === null ? {} : { failingSince }),
    ...(pausedUntil === null ? {} : { pausedUntil }),
    ...(lastDeliveredAt === null ? {} : { lastDeliveredAt }),
    ...(lastDelivery === null || lastDelivery === undefined ? {} : { lastDelivery }),
  };
}

interface DeliveryRow {
  readonly position: number;
  readonly id: string;
  readonly project: string;
  readonly subscription: string;
  readonly seq: number | null;
  readonly type: string;
  readonly message: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAt: number;
  readonly lastStatus: number | null;
  readonly lastFault: string;
  readonly payloadDigest: string | null;
  readonly createdAt: number;
  readonly attemptedAt: number | null;
  readonly settledAt: number | null;
}

const DELIVERY = sql`d.position, d.id, s.project, s.name as subscription, d.event_seq as seq, d.event_type as type,
  coalesce(v.message, d.test_event ->> 'message', '') as message, d.state, d.attempts, epoch_ms(d.next_at) as "nextAt", d.last_status as "lastStatus",
  d.last_fault as "lastFault", d.payload_digest as "payloadDigest", epoch_ms(d.created_at) as "createdAt",
  epoch_ms(d.attempted_at) as "attemptedAt", epoch_ms(d.settled_at) as "settledAt"
  from delivery d join subscription s on s.uid = d.subscription_uid left join event v on v.seq = d.event_seq`;

/** Deliveries, newest first. */
export async function listDeliveries({ rows }: Postgres, page: Page & DeliveryFilter): Promise<Listed<DeliveryView>> {
  const after = readCursor(page, 1);
  const { project, subscription, state, event } = page;
  const found = await many(
    rows,
    sql<DeliveryRow>`select ${DELIVERY}
      where (${project === undefined} or s.project = ${project ?? ""}) and (${subscription === undefined} or s.name = ${subscription ?? ""})
        and (${state === undefined} or d.state = ${state ?? ""}) and (${event === undefined} or d.event_type = ${event ?? ""})
        and (${after === undefined} or d.position < ${Number(after?.[0] ?? 0) || 0})
      order by d.position desc limit ${rowsToRead(page)}`,
  );
  const { items, continue: next } = listed(found, page, ({ position }) => [String(position)]);
  return { items: items.map(deliveryView), ...(next === undefined ? {} : { continue: next }) };
}

/** A delivery with its attempts; undefined when there is none. */
export async function getDelivery({ rows }: Postgres, id: string): Promise<DeliveryDetail | undefined> {
  const found = await first(rows, sql<DeliveryRow>`select ${DELIVERY} where d.id = ${id}`);
  if (found === undefined) return undefined;
  const attempts = await many(
    rows,
    sql<Omit<AttemptView, "status"> & { readonly status: number | null }>`
      select number, epoch_ms(at) as at, took_ms as "tookMs", outcome, status, fault, answer
      from delivery_attempt where delivery_id = ${id} order by number desc`,
  );
  const attemptList = attempts.map(({ status, ...one }) => (status === null ? one : { ...one, status }));
  return { ...deliveryView(found), attemptList };
}

function deliveryView(row: DeliveryRow): DeliveryView {
  const { id, project, subscription, seq, type, message, state, attempts, lastStatus, lastFault, createdAt } = row;
  const { payloadDigest, attemptedAt, settledAt, nextAt } = row;
  return {
    id,
    project,
    subscription,
    event: { ...(seq === null ? {} : { seq }), type, message },
    state,
    attempts,
    ...(state === "pending" ? { nextAt } : {}),
    ...(lastStatus === null ? {} : { lastStatus }),
    lastFault,
    ...(payloadDigest === null ? {} : { payloadDigest }),
    createdAt,
    ...(attemptedAt === null ? {} : { attemptedAt }),
    ...(settledAt === null ? {} : { settledAt }),
  };
}

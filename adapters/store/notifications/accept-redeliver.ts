import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { NotifiedEvent } from "../../../domain/notifications/notified-event.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import type { RedeliverRange, SubscriptionName } from "../notifications-port.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "../requests-port.ts";
import { storable } from "../storable.ts";
import { writeEvent } from "../write-event.ts";
import { deliveryId } from "./delivery-id.ts";

const MOST = 10_000;

// A new round of attempts, at once. Whoever is at it now records its attempt, and nothing more.
const AGAIN = sql`state = 'pending', attempts = 0, next_at = clock_timestamp(), settled_at = null`;

/** Queues one again. @see StoreOfNotificationApi.acceptRedeliver */
export async function acceptRedeliver(postgres: Postgres, identity: RequestIdentity, id: string): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "redeliver" }, async (rows) => {
    const owner = await first(
      rows,
      sql<SubscriptionName>`select s.project, s.name from delivery d join subscription s on s.uid = d.subscription_uid where d.id = ${id} and s.deleted_at is null`,
    );
    if (owner === undefined)
      throw new OrchestratorError("NOT_FOUND", `there is no delivery "${id}" of a subscription that is still there`, {
        details: { delivery: id },
      });
    await lockEnabled(rows, owner);
    await sql`update delivery set ${AGAIN} where id = ${id}`.execute(rows);
    return [queued(owner.project, id)];
  });
}

/** Queues many again. @see StoreOfNotificationApi.acceptRedeliverAll */
export async function acceptRedeliverAll(
  postgres: Postgres,
  identity: RequestIdentity,
  { project, name, since, withDelivered }: RedeliverRange,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "redeliver" }, async (rows) => {
    const uid = await lockEnabled(rows, { project, name });
    const isSince =
      since === undefined ? sql`true` : sql`created_at >= to_timestamp(${since}::double precision / 1000)`;
    const found = await many(
      rows,
      sql<{ id: string }>`update delivery set ${AGAIN} where id in (
          select id from delivery where subscription_uid = ${uid} and (state = 'dead' or (state = 'delivered' and ${withDelivered})) and ${isSince}
          order by position limit ${MOST}) returning id`,
    );
    return found.map(({ id }) => queued(project, id));
  });
}

/** Queues a test. @see StoreOfNotificationApi.acceptTestDelivery */
export async function acceptTestDelivery(
  postgres: Postgres,
  identity: RequestIdentity,
  { project, name }: SubscriptionName,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "test-subscription" }, async (rows, { id, actor }) => {
    const uid = await lockEnabled(rows, { project, name });
    const event: NotifiedEvent = {
      type: "subscription.tested",
      time: new Date().toISOString(),
      actor: { kind: actor.kind, name: actor.name },
      project,
      message: `${actor.name} tests subscription ${name}`,
      data: { subscription: name },
    };
    const ofTest = deliveryId(uid, id);
    await sql`insert into delivery (id, subscription_uid, event_type, test_event, next_at)
      values (${ofTest}, ${uid}, ${event.type}, ${storable(event)}::json, clock_timestamp())`.execute(rows);
    return [queued(project, ofTest)];
  });
}

/** Ends that a subscription is disabled. @see StoreOfNotificationApi.acceptEnable */
export async function acceptEnable(
  postgres: Postgres,
  identity: RequestIdentity,
  { project, name }: SubscriptionName,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "enable-subscription" }, async (rows, { actor }) => {
    const { uid, isDisabled } = await lockSubscription(rows, { project, name });
    const answer: AcceptedResult = { kind: "Subscription", project, name, result: "enabled" };
    await endPause(rows, uid);
    if (!isDisabled) return [answer];
    await sql`update subscription set disabled_at = null, disabled_reason = '', failing_since = null, is_failing_told = false
      where uid = ${uid}`.execute(rows);
    await writeEvent(rows, {
      type: "subscription.enabled",
      actor,
      project,
      message: `subscription ${name} was enabled`,
      data: { subscription: name },
    });
    return [answer];
  });
}

const queued = (project: string, id: string): AcceptedResult => ({
  kind: "Delivery",
  project,
  name: id,
  result: "queued",
});

/** A person asks: it is tried now, whatever its receiver asked for. */
async function endPause(rows: Rows, uid: string): Promise<void> {
  await sql`update subscription set paused_until = null where uid = ${uid} and paused_until is not null`.execute(rows);
}

/** Uid of a subscription that is tried from now on, whatever its receiver asked for. @throws OrchestratorError `NOT_FOUND`, `SUBSCRIPTION_DISABLED` */
async function lockEnabled(rows: Rows, { project, name }: SubscriptionName): Promise<string> {
  const { uid, isDisabled, reason } = await lockSubscription(rows, { project, name });
  if (!isDisabled) {
    await endPause(rows, uid);
    return uid;
  }
  throw new OrchestratorError("SUBSCRIPTION_DISABLED", `subscription "${name}" is disabled: ${reason}`, {
    details: { project, name },
  });
}

async function lockSubscription(rows: Rows, { project, name }: SubscriptionName) {
  const found = await first(
    rows,
    sql<{ uid: string; isDisabled: boolean; reason: string }>`
      select uid, disabled_at is not null as "isDisabled", disabled_reason as reason from subscription
      where project = ${project} and name = ${name} and deleted_at is null for no key update`,
  );
  if (found !== undefined) return found;
  throw new OrchestratorError("NOT_FOUND", `project "${project}" has no subscription "${name}"`, {
    details: { project, name },
  });
}

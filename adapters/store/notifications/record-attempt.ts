import { sql } from "kysely";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import type { AttemptRecord, ClaimedDelivery } from "../notifications-port.ts";
import { storableText } from "../storable.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import { endPending } from "./delete-subscription.ts";

/** Attempts of a delivery that are kept. */
const KEPT = 20;

const at = (ms: number) => sql`to_timestamp(${ms}::double precision / 1000)`;

/** Records how an attempt ended. @see StoreOfNotifications.recordAttempt */
export async function recordAttempt(postgres: Postgres, claim: ClaimedDelivery, attempt: AttemptRecord): Promise<void> {
  await postgres.transaction(async (rows) => {
    // The subscription's row first: whoever disables or deletes it takes its deliveries after it.
    const subscription = await first(
      rows,
      sql<{ isFailingTold: boolean; isDisabled: boolean }>`
        select is_failing_told as "isFailingTold", disabled_at is not null as "isDisabled" from subscription
        where uid = ${claim.subscription.uid} for no key update`,
    );
    await insertAttempt(rows, claim, attempt);
    await moveDelivery(rows, claim, attempt);
    if (subscription === undefined) return;
    await moveSubscription(rows, claim, { ...attempt, ...subscription });
  });
}

async function insertAttempt(rows: Rows, { id, tries }: ClaimedDelivery, attempt: AttemptRecord): Promise<void> {
  const { tookMs, status, fault, answer, after } = attempt;
  const outcome = after.state === "delivered" ? "delivered" : "failed";
  await sql`insert into delivery_attempt (delivery_id, number, at, took_ms, outcome, status, fault, answer)
    values (${id}, ${tries}, ${at(attempt.at)}, ${Math.round(tookMs)}, ${outcome}, ${status ?? null}, ${storableText(fault)}, ${storableText(answer)})
    on conflict do nothing`.execute(rows);
  await sql`delete from delivery_attempt where delivery_id = ${id} and number <= ${tries - KEPT}`.execute(rows);
}

/** What was queued again meanwhile, or given up, stays so, unless it has been delivered. */
async function moveDelivery(rows: Rows, { id, attempts }: ClaimedDelivery, attempt: AttemptRecord): Promise<void> {
  const { after, isUnclear, status, fault, payloadDigest } = attempt;
  const nextAt = after.state === "pending" ? at(after.nextAt) : sql`next_at`;
  await sql`update delivery set state = ${after.state}, next_at = ${nextAt}, is_unclear = ${isUnclear}, last_status = ${status ?? null},
      last_fault = ${storableText(fault)}, payload_digest = coalesce(${payloadDigest ?? null}, payload_digest),
      settled_at = case when ${after.state === "pending"} then null else ${at(attempt.at)} end
    where id = ${id} and attempts = ${attempts} and (state = 'pending' or ${after.state === "delivered"})`.execute(
    rows,
  );
}

async function moveSubscription(
  rows: Rows,
  { id, subscription: { uid, document } }: ClaimedDelivery,
  attempt: AttemptRecord & { readonly isFailingTold: boolean; readonly isDisabled: boolean },
): Promise<void> {
  const { after, fault, isFailingTold, isDisabled } = attempt;
  if (after.state === "delivered") {
    await sql`update subscription set failing_since = null, is_failing_told = false, paused_until = null, last_delivered_at = ${at(attempt.at)}
      where uid = ${uid}`.execute(rows);
    return;
  }
  const isDead = after.state === "dead";
  const isFailing = isDead || after.isFailing === true;
  const pause = after.pauseUntil === undefined ? sql`paused_until` : at(after.pauseUntil);
  await sql`update subscription set failing_since = coalesce(failing_since, ${at(attempt.at)}), paused_until = ${pause},
    is_failing_told = is_failing_told or ${isFailing} where uid = ${uid}`.execute(rows);
  if (!isFailing || isDisabled) return;
  const { project, name } = document.metadata;
  const told = { actor: SYSTEM, project, data: { subscription: name, delivery: id } };
  if (isDead && after.disable !== undefined) {
    const reason = storableText(
      after.disable === "gone" ? "its receiver wants nothing any more" : `it fails: ${fault}`,
    );
    await sql`update subscription set disabled_at = ${at(attempt.at)}, disabled_reason = ${reason} where uid = ${uid}`.execute(
      rows,
    );
    await endPending(rows, uid, `the subscription is disabled: ${reason}`);
    await writeEvent(rows, {
      ...told,
      type: "subscription.disabled",
      message: `subscription ${name} is disabled: ${reason}`,
    });
    return;
  }
  if (isFailingTold) return;
  await writeEvent(rows, {
    ...told,
    type: "subscription.failing",
    message: storableText(`subscription ${name} could not be told: ${fault}`),
  });
}

/** Deletes what was settled long ago. @see StoreOfNotifications.forgetDeliveries */
export async function forgetDeliveries({ rows }: Postgres, settledBeforeMs: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from delivery where id in (
    select id from delivery where state <> 'pending' and settled_at < ${at(settledBeforeMs)} order by settled_at limit 5000)`.execute(
    rows,
  );
  return Number(numAffectedRows ?? 0);
}

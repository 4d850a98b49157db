import { sql } from "kysely";
import type { SubscriptionDocument } from "../../../domain/schema/documents.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import { requireProject } from "../apply-version.ts";
import { first, type Rows } from "../connect-postgres.ts";
import { newUid } from "../new-id.ts";
import type { AcceptedResult } from "../requests-port.ts";
import { storable } from "../storable.ts";
import { writeEvent } from "../write-event.ts";

/**
 * Stores a subscription; it may change, and what is still to be told goes the new way, at once. It is told of what
 * happens from now on. A change enables it again.
 */
export async function applySubscription(
  rows: Rows,
  { actor }: AcceptedRequest,
  { document, digest }: { readonly document: SubscriptionDocument; readonly digest: string },
): Promise<AcceptedResult> {
  const { project, name } = document.metadata;
  await requireProject(rows, project);
  const answer = { kind: "Subscription", project, name } as const;
  const stored = await first(
    rows,
    sql<{ uid: string; digest: string }>`select uid, digest from subscription
      where project = ${project} and name = ${name} and deleted_at is null for no key update`,
  );
  if (stored?.digest === digest) return { ...answer, result: "unchanged" };
  if (stored === undefined)
    await sql`insert into subscription (uid, project, name, document, digest, after_event)
      values (${newUid()}, ${project}, ${name}, ${storable(document)}::json, ${digest}, (select coalesce(max(id), 0) from event))`.execute(
      rows,
    );
  else await change(rows, stored.uid, { document, digest });
  const result = stored === undefined ? "created" : "changed";
  await writeEvent(rows, {
    type: `subscription.${result}`,
    actor,
    project,
    message: `subscription ${name} was ${result}`,
    data: { subscription: name },
  });
  return { ...answer, result };
}

/** Whoever changes it has mended it, perhaps: what waits for its next attempt is tried at once. */
async function change(
  rows: Rows,
  uid: string,
  { document, digest }: { readonly document: SubscriptionDocument; readonly digest: string },
): Promise<void> {
  await sql`update subscription set document = ${storable(document)}::json, digest = ${digest}, disabled_at = null,
    disabled_reason = '', paused_until = null, failing_since = null, is_failing_told = false where uid = ${uid}`.execute(
    rows,
  );
  await sql`update delivery set next_at = least(next_at, clock_timestamp()) where subscription_uid = ${uid} and state = 'pending'`.execute(
    rows,
  );
}

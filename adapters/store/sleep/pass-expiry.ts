import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import { askBeforeDeletion } from "../approvals/ask-before-deletion.ts";
import { beginDeletion } from "../begin-deletion.ts";
import { checkProtection } from "../check-protection.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { newUid } from "../new-id.ts";
import { storable } from "../storable.ts";
import type { Actor } from "../views-port.ts";
import { writeEvent } from "../write-event.ts";

/** Who asks for what nobody has extended. */
const TIME_TO_LIVE: Actor = { kind: "system", name: "time to live" };

/** Tells people when the time of an environment is over. */
export async function announceExpiry(
  rows: Rows,
  { uid, project, name }: LockedEnvironment,
  expiresAt: number,
): Promise<void> {
  const told = await first(
    rows,
    sql`update environment set expiry_told = expires_at where uid = ${uid} and epoch_ms(expires_at) = ${expiresAt} returning uid`,
  );
  if (told === undefined) return;
  await writeEvent(rows, {
    type: "environment.expiry-announced",
    actor: TIME_TO_LIVE,
    project,
    environment: name,
    environmentUid: uid,
    message: `environment ${name} is deleted at ${new Date(expiresAt).toISOString()} unless somebody extends its time`,
    data: { expiresAt },
  });
}

/** Asks for the deletion of an environment whose time is over, once: people are asked first where its stage says so. */
export async function expire(rows: Rows, environment: LockedEnvironment, expiresAt: number): Promise<void> {
  const { uid, project, name } = environment;
  const asked = await first(
    rows,
    sql`update environment set expiry_asked = expires_at where uid = ${uid} and epoch_ms(expires_at) = ${expiresAt} returning uid`,
  );
  if (asked === undefined) return;
  const request = await insertRequest(rows);
  try {
    checkProtection(environment);
    const approvalId = await askBeforeDeletion(rows, request, environment);
    if (approvalId === undefined) await beginDeletion(rows, request, environment, false);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    await sql`insert into request_outcome (request_id, outcome, reason) values (${request.id}, 'Not admitted', ${error.message}) on conflict do nothing`.execute(
      rows,
    );
    await writeEvent(rows, {
      type: "environment.delete-refused",
      actor: TIME_TO_LIVE,
      project,
      environment: name,
      environmentUid: uid,
      message: `environment ${name} is not deleted at the end of its time: ${error.message}`,
    });
  }
}

/** The environment says itself that it was asked for: an instant may come again, and nobody repeats this request. */
async function insertRequest(rows: Rows): Promise<AcceptedRequest> {
  const request = { id: newUid(), actor: TIME_TO_LIVE, traceId: "" };
  const key = `expiry/${request.id}`;
  await sql`insert into request (id, actor, key, digest, verb, trace_id, response)
    values (${request.id}, ${`${TIME_TO_LIVE.kind}:${TIME_TO_LIVE.name}`}, ${key}, '', 'delete', '', ${storable([])}::json)`.execute(
    rows,
  );
  return request;
}

import { sql } from "kysely";
import type { AcceptedRequest } from "./accept-request.ts";
import { closeDeletionQuestions } from "./approvals/close-approvals.ts";
import type { Rows } from "./connect-postgres.ts";
import { endDrift } from "./drift/settle-drift.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import { leaveHeldPromotions } from "./promotions/leave-held.ts";
import { queueOperation } from "./queue-operation.ts";
import { writeEvent } from "./write-event.ts";

/** Queues the deletion of an environment whose row is locked. Answers the operation's id. */
export async function beginDeletion(
  rows: Rows,
  request: AcceptedRequest,
  environment: LockedEnvironment,
  keep: boolean,
): Promise<string> {
  const { uid, project, name, generation } = environment;
  await closeDeletionQuestions(rows, uid, {
    status: "superseded",
    reason: keep ? "the environment is given up instead, and what it made stays" : "the deletion has begun without it",
    actor: request.actor,
  });
  if (environment.hold !== null) await leaveHeldPromotions(rows, environment, request.actor);
  await sql`update environment set is_deleting = true, hold = null, changed_at = now() where uid = ${uid}`.execute(
    rows,
  );
  await endDrift(rows, uid, "the environment is to be deleted");
  const message = keep ? `environment ${name} is given up; what it made stays` : `environment ${name} is to be deleted`;
  await writeEvent(rows, {
    type: "environment.delete-requested",
    actor: request.actor,
    project,
    environment: name,
    environmentUid: uid,
    message,
    data: { keep },
  });
  const reason = keep ? "delete, and keep what is there" : "delete";
  return await queueOperation(rows, request, { environment, kind: "delete", generation, keep, reason });
}

import { sql } from "kysely";
import { noLongerStands } from "../../../domain/approvals/still-stands.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import { beginDeletion } from "../begin-deletion.ts";
import type { Rows } from "../connect-postgres.ts";
import { lockEnvironment, type LockedEnvironment } from "../lock-environment.ts";
import { writeEvent } from "../write-event.ts";
import { deletionAskedBy } from "./deletion-asked-by.ts";
import { closeApproval } from "./close-approvals.ts";
import type { LockedApproval } from "./lock-approval.ts";
import { votersNow } from "./voters-now.ts";

/**
 * Begins a deletion that was just approved. The environment's row was locked before the approval's. One that has changed
 * since people were asked, is protected by then, or was voted for by people who may not any more, stays; the approval is void.
 */
export async function deleteApproved(rows: Rows, approval: LockedApproval, request: AcceptedRequest): Promise<void> {
  const { id, environmentUid } = approval;
  const environment = await lockEnvironment(rows, environmentUid);
  if (environment === undefined || environment.isDeleting) return;
  const why = await obstacle(rows, approval, environment);
  if (why === undefined) {
    // Who asked for it has deleted it; the voters stand in the approval.
    const operationId = await beginDeletion(rows, { ...request, actor: approval.about.actor }, environment, false);
    await sql`update operation set approval_id = ${id} where id = ${operationId}`.execute(rows);
    return;
  }
  const { project, name } = environment;
  await closeApproval(rows, id, { status: "superseded", reason: why, actor: request.actor });
  await writeEvent(rows, {
    type: "environment.delete-refused",
    actor: request.actor,
    project,
    environment: name,
    environmentUid,
    message: `environment ${name} is not deleted although ${id} was approved: ${why}`,
    data: { approval: id },
  });
}

async function obstacle(
  rows: Rows,
  approval: LockedApproval,
  environment: LockedEnvironment,
): Promise<string | undefined> {
  const { class: environmentClass, protected: isProtected = environmentClass === "prod" } = environment.document.spec;
  if (isProtected) return "it is protected";
  const { question, state } = approval;
  const ids = state.votes.map(({ person }) => person.id);
  return noLongerStands(approval, {
    binding: { ...question.binding, generation: environment.generation },
    voters: await votersNow(rows, ids, environment),
    excluded: await deletionAskedBy(rows, approval.id),
  });
}

import { beginDeletion } from "../begin-deletion.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import type { Rows } from "../connect-postgres.ts";
import { lockEnvironment } from "../lock-environment.ts";
import { writeEvent } from "../write-event.ts";
import type { LockedApproval } from "./lock-approval.ts";

/**
 * Begins a deletion that was just approved. The environment's row was locked before the approval's. One that has changed
 * since people were asked, or is protected by now, stays.
 */
export async function deleteApproved(
  rows: Rows,
  { id, environmentUid, question }: LockedApproval,
  request: AcceptedRequest,
): Promise<void> {
  const environment = await lockEnvironment(rows, environmentUid);
  if (environment === undefined || environment.isDeleting) return;
  const { project, name, generation, document } = environment;
  const { class: environmentClass, protected: isProtected = environmentClass === "prod" } = document.spec;
  if (generation === question.binding.generation && !isProtected) {
    await beginDeletion(rows, request, environment, false);
    return;
  }
  const why = isProtected ? "it is protected" : "it has changed since people were asked";
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

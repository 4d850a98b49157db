import { sql } from "kysely";
import type { OperationKind } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import type { AcceptedRequest } from "./accept-request.ts";
import type { Rows } from "./connect-postgres.ts";
import { newOperationId } from "./new-id.ts";
import { storable } from "./storable.ts";
import { writeEvent } from "./write-event.ts";

/** An operation to queue for an environment whose row is locked, or new. */
export interface NewOperation {
  readonly environment: { readonly uid: string; readonly project: string; readonly name: string };
  readonly kind: OperationKind;
  readonly generation: number;
  readonly keep?: boolean;
  /** The plan that was shown; absent when none was made. Admission makes it again. */
  readonly plan?: Plan;
  readonly reason: string;
}

/** Queues an operation for a request, with its event and the look that wakes its environment. Answers its id. */
export async function queueOperation(
  rows: Rows,
  request: AcceptedRequest,
  { environment, kind, generation, keep = false, plan, reason }: NewOperation,
): Promise<string> {
  const id = newOperationId();
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, keep, plan, actor, trace_id, reason)
    values (${id}, ${environment.uid}, ${kind}, 'Accepted', ${generation}, ${keep}, ${plan === undefined ? null : storable(plan)}::json,
      ${storable(request.actor)}::json, ${request.traceId}, ${reason})`.execute(rows);
  await joinOperation(rows, request, id);
  const { uid: environmentUid, project, name } = environment;
  const message = `${kind} of ${name} was asked for: ${reason}`;
  await writeEvent(rows, {
    type: "operation.requested",
    actor: request.actor,
    project,
    environment: name,
    environmentUid,
    operationId: id,
    message,
  });
  await sql`select look(${environmentUid})`.execute(rows);
  return id;
}

/** Gives a request the outcome of an operation that has not ended. */
export async function joinOperation(rows: Rows, request: AcceptedRequest, operationId: string): Promise<void> {
  await sql`insert into request_operation (operation_id, request_id) values (${operationId}, ${request.id}) on conflict do nothing`.execute(
    rows,
  );
}

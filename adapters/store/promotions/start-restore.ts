import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { newOperationId } from "../new-id.ts";
import { joinOperation } from "../queue-operation.ts";
import { storable, storableText } from "../storable.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import type { LockedPromotion } from "./lock-promotion.ts";
import { showProgress } from "../approvals/close-approvals.ts";

/** A restore to start. The environment's row is locked. */
export interface NewRestore {
  readonly environment: LockedEnvironment;
  readonly promotion: LockedPromotion;
  /** Why, one line. */
  readonly reason: string;
  /** True: the operation that failed hands its turn on, so nothing comes between. False: it waits for its turn. */
  readonly hasTurn: boolean;
  /** The request of the person who chose it; absent when it follows by itself. */
  readonly request?: AcceptedRequest;
}

/** Starts the operation that puts back what ran before a promotion. Answers its id. */
export async function startRestore(
  rows: Rows,
  { environment, promotion, hasTurn, request, ...wanted }: NewRestore,
): Promise<string> {
  if (promotion.restoreTo === null)
    throw new Error(`promotion "${promotion.id}" was never admitted and cannot be restored`);
  const reason = storableText(wanted.reason);
  const id = newOperationId();
  const actor = request?.actor ?? SYSTEM;
  const why = `restores ${promotion.restoreTo.release} after ${promotion.id}: ${reason}`;
  const state = hasTurn ? "Running" : "Accepted";
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, actor, trace_id, reason, promotion_id, resumes, started_at, deadline_at)
    values (${id}, ${environment.uid}, 'restore', ${state}, ${environment.generation}, ${storable(actor)}::json, ${request?.traceId ?? ""}, ${why},
      ${promotion.id}, ${promotion.operationId},
      case when ${hasTurn} then clock_timestamp() end, case when ${hasTurn} then clock_timestamp() + interval '1 hour' end)`.execute(
    rows,
  );
  if (hasTurn)
    await sql`update environment set running_operation_id = ${id}, changed_at = now() where uid = ${environment.uid}`.execute(
      rows,
    );
  if (request !== undefined) await joinOperation(rows, request, id);
  await sql`update promotion set state = 'Restoring', operation_id = ${id}, operations = operations + 1, reason = ${reason}, finished_at = null
    where id = ${promotion.id}`.execute(rows);
  await showProgress(rows, promotion.id);
  const event = {
    actor,
    project: environment.project,
    environment: environment.name,
    environmentUid: environment.uid,
    operationId: id,
    promotionId: promotion.id,
  };
  await writeEvent(rows, { ...event, type: "promotion.restoring", message: `${environment.name}: ${why}` });
  if (hasTurn)
    await writeEvent(rows, { ...event, type: "operation.started", message: `restore of ${environment.name} starts` });
  await sql`select look(${environment.uid})`.execute(rows);
  return id;
}

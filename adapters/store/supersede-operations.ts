import { sql } from "kysely";
import type { Rows } from "./connect-postgres.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import type { Actor } from "./views-port.ts";
import { readOperation } from "./lock-operation.ts";
import { settlePromotion } from "./promotions/settle-promotion.ts";
import { SYSTEM, writeEvent } from "./write-event.ts";

/** The promotion of an operation that never had its turn goes back to its gates. */
async function settleSuperseded(
  rows: Rows,
  environment: LockedEnvironment,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  const operation = await readOperation(rows, id);
  if (operation === undefined) return;
  await settlePromotion(rows, { operation, environment, state: "Superseded", reason, actor: SYSTEM });
}

/** Ends operations that wait for their turn as superseded: those of `ids`, or all of them. */
export async function supersedeOperations(
  rows: Rows,
  environment: LockedEnvironment,
  { reason, ids }: { readonly reason: string; readonly ids?: readonly string[] },
): Promise<void> {
  const { uid, project, name } = environment;
  const ended = await sql<{ id: string; kind: string; actor: Actor; promotionId: string | null }>`
    update operation set state = 'Superseded', reason = ${reason}, ended_at = clock_timestamp()
    where environment_uid = ${uid} and state = 'Accepted' and (${ids === undefined} or id = any (${ids ?? []}))
    returning id, kind, actor, promotion_id as "promotionId"`.execute(rows);
  if (ended.rows.length === 0) return;
  for (const { id } of ended.rows) await settleSuperseded(rows, environment, { id, reason });
  await sql`select close_requests(${ended.rows.map(({ id }) => id)})`.execute(rows);
  for (const { id, kind, actor, promotionId } of ended.rows) {
    const message = `${kind} of ${name} was superseded: ${reason}`;
    await writeEvent(rows, {
      type: "operation.superseded",
      actor,
      project,
      environment: name,
      environmentUid: uid,
      operationId: id,
      promotionId,
      message,
    });
  }
}

import { sql } from "kysely";
import type { Hold } from "../../domain/schema/environment-work.ts";
import type { OperationKind } from "../../domain/schema/phases.ts";
import type { Postgres, Rows } from "./connect-postgres.ts";
import { finishOperation, raiseEpoch } from "./finish-operation.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import { lockOperation, type LockedOperation } from "./lock-operation.ts";
import { newOperationId } from "./new-id.ts";
import { recordRunning } from "./record-running.ts";
import { storable } from "./storable.ts";
import { SYSTEM } from "./write-event.ts";

/** Work is begun so often at the most when its workflow vanishes each time. */
const ATTEMPTS_MAX = 3;

/** Ends a running operation whose workflow is gone, and begins its work again. @see StoreOfOperations.recoverOperation */
export async function recoverOperation(postgres: Postgres, operationId: string, reason: string): Promise<void> {
  await postgres.transaction(async (rows) => {
    const locked = await lockOperation(rows, operationId);
    if (locked?.environment === undefined || locked.operation.state !== "Running") return;
    const { operation, environment } = locked;
    await raiseEpoch(rows, environment);
    const mayGoOn = operation.attempt < ATTEMPTS_MAX;
    const hold = mayGoOn ? {} : { hold: vanished(operation.kind) };
    // A repair is asked for by its wakes, which are open again; what a revert was to put back is held; sleep is decided about anew.
    const mayRepeat = !["repair", "revert", "sleep", "wake"].includes(operation.kind) && !operation.isCancelRequested;
    const next = mayGoOn && mayRepeat ? newOperationId() : undefined;
    const begun = next !== undefined && (await beginAgain(rows, operation, next));
    const told = begun ? `${reason}; its work goes on as ${next}` : reason;
    await finishOperation(rows, { operation, environment, state: "Failed", reason: told, actor: SYSTEM, ...hold });
    if (begun && keepsTurn(operation)) await keepTurn(rows, { operation, environment, next });
    if (begun && operation.kind === "delete") {
      await sql`update environment set is_deleting = true where uid = ${environment.uid}`.execute(rows);
    }
  });
}

/**
 * Nothing comes between a failed deploy and what puts it back; nor into a promotion that has begun: a release is not put
 * back because its workflow vanished.
 */
function keepsTurn({ kind, promotionId, epoch, resumes }: LockedOperation): boolean {
  return kind === "restore" || (promotionId !== null && (epoch !== null || resumes !== null));
}

async function keepTurn(
  rows: Rows,
  {
    operation,
    environment,
    next,
  }: { readonly operation: LockedOperation; readonly environment: LockedEnvironment; readonly next: string },
): Promise<void> {
  await sql`update operation set state = 'Running', started_at = clock_timestamp(), deadline_at = clock_timestamp() + interval '1 hour'
    where id = ${next}`.execute(rows);
  const message = `${operation.kind} of ${environment.name} goes on after ${operation.id}`;
  await recordRunning(rows, environment, { operationId: next, promotionId: operation.promotionId, message });
}

/** Queues the same work once more, unless a newer wish that goes before it waits already. Answers whether it did. */
async function beginAgain(rows: Rows, operation: LockedOperation, next: string): Promise<boolean> {
  const { id, kind, keep, attempt, environmentUid, promotionId, resumes, epoch } = operation;
  const goesOnAnyway = kind === "delete" || kind === "restore";
  const goesBefore = keepsTurn(operation) ? sql`and kind = 'delete'` : sql``;
  const { numAffectedRows } = await sql`
    insert into operation (id, environment_uid, kind, state, generation, keep, attempt, actor, reason, promotion_id, resumes)
    select ${next}, uid, ${kind}, 'Accepted', generation, ${keep}, ${attempt + 1}, ${storable(SYSTEM)}::json, ${`goes on after ${id}`},
      ${promotionId}, ${promotionId === null ? null : epoch === null ? resumes : id}
    from environment where uid = ${environmentUid}
      and (${goesOnAnyway} or not exists (select from operation where environment_uid = ${environmentUid} and state = 'Accepted' ${goesBefore}))`.execute(
    rows,
  );
  if (numAffectedRows !== 1n) return false;
  // What nobody is at any more is begun again.
  await sql`update step_run set state = 'Pending' where operation_id = ${id} and state = 'Running'`.execute(rows);
  // Who asked for the work gets the outcome of those who bring it about.
  if (promotionId !== null)
    await sql`update promotion set operation_id = ${next} where id = ${promotionId} and operation_id = ${id}`.execute(
      rows,
    );
  await sql`update request_operation set operation_id = ${next} where operation_id = ${id}`.execute(rows);
  return true;
}

function vanished(kind: OperationKind): Hold {
  return {
    reason: `${kind} was begun ${ATTEMPTS_MAX} times, and its workflow vanished each time`,
    choices: ["look at Temporal, then resume", "apply it again", "delete the environment"],
    since: Date.now(),
  };
}

/** Ends an operation that was not admitted. @see StoreOfOperations.refuse */
export async function refuseOperation(postgres: Postgres, operationId: string, reason: string): Promise<void> {
  await postgres.transaction(async (rows) => {
    const locked = await lockOperation(rows, operationId);
    if (locked?.environment === undefined || locked.operation.state !== "Running") return;
    const { operation, environment } = locked;
    if (operation.epoch !== null) throw new Error(`operation "${operationId}" has its turn and cannot be refused`);
    await finishOperation(rows, { operation, environment, state: "Not admitted", reason, actor: SYSTEM });
  });
}

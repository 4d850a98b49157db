import { sql } from "kysely";
import type { Hold } from "../../domain/schema/environment-work.ts";
import type { OperationOutcome } from "../../domain/schema/phases.ts";
import type { Rows } from "./connect-postgres.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import type { LockedOperation } from "./lock-operation.ts";
import type { Actor } from "./port.ts";
import { storable, storableText } from "./storable.ts";
import { writeEvent } from "./write-event.ts";

/** How an operation ends. Its environment's row is locked. */
export interface Finish {
  readonly operation: LockedOperation;
  readonly environment: LockedEnvironment;
  readonly state: OperationOutcome;
  /** One line for people. */
  readonly reason: string;
  readonly actor: Actor;
  /** A hold to set; absent for none. */
  readonly hold?: Hold;
}

/**
 * Ends an operation, whatever it had come to: its state, the turns of its components, the environment's phase, the
 * outcome of every request it carries, the event, and the look for what comes next.
 */
export async function finishOperation(rows: Rows, finish: Finish): Promise<void> {
  const { operation, environment, state, actor, hold } = finish;
  const reason = storableText(finish.reason);
  const { uid, project, name } = environment;
  await sql`update operation set state = ${state}, reason = ${reason}, ended_at = clock_timestamp() where id = ${operation.id}`.execute(
    rows,
  );
  if (operation.state === "Running") {
    await sql`update environment set running_operation_id = null where uid = ${uid}`.execute(rows);
    await endTurns(rows, finish);
  }
  await settleEnvironment(rows, { ...finish, reason });
  if (hold !== undefined) {
    await sql`update environment set hold = ${storable(hold)}::json where uid = ${uid}`.execute(rows);
    await writeEvent(rows, {
      type: "environment.held",
      actor,
      project,
      environment: name,
      environmentUid: uid,
      operationId: operation.id,
      message: hold.reason,
    });
  }
  await sql`select close_requests(array[${operation.id}])`.execute(rows);
  const type = `operation.${state.toLowerCase().replaceAll(" ", "-")}`;
  const message =
    reason === ""
      ? `${operation.kind} of ${name} ${state.toLowerCase()}`
      : `${operation.kind} of ${name} ${state.toLowerCase()}: ${reason}`;
  await writeEvent(rows, {
    type,
    actor,
    project,
    environment: name,
    environmentUid: uid,
    operationId: operation.id,
    message,
    data: { kind: operation.kind },
  });
  await sql`select look(${uid})`.execute(rows);
}

/** Moves an environment's epoch on, so that whatever still acts for the turn before is refused. */
export async function raiseEpoch(rows: Rows, environment: LockedEnvironment): Promise<number> {
  const epoch = environment.epoch + 1;
  await sql`update environment set epoch = ${epoch} where uid = ${environment.uid}`.execute(rows);
  return epoch;
}

/** Takes the turn from every component, and says of those that were left in the middle that they failed. */
async function endTurns(rows: Rows, { operation, environment, state, reason }: Finish): Promise<void> {
  const fault = {
    code: "COMPONENT_FAILED",
    message: reason === "" ? "its operation ended before it did" : reason,
    log: [],
  };
  await sql`
    update component set turn_epoch = null,
      phase = case when phase in ('Running', 'Deleting') then 'Failed' else phase end,
      fault = case when phase in ('Running', 'Deleting') then ${storable(fault)}::json else fault end
    where environment_uid = ${environment.uid} and turn_epoch is not null`.execute(rows);
  if (operation.kind !== "repair") return;
  if (operation.epoch === null) {
    await sql`update wake set answered_by = null where answered_by = ${operation.id}`.execute(rows);
    return;
  }
  if (state !== "Succeeded") await repairAgain(rows, { operation, environment, reason });
}

/** A failed repair is tried again: a wake of its own, which also counts as a death, so that tries back off and end in a hold. */
async function repairAgain(
  rows: Rows,
  { operation, environment, reason }: Pick<Finish, "operation" | "environment" | "reason">,
): Promise<void> {
  await sql`
    with broken as (
      select uid, incarnation, coalesce(fault ->> 'message', ${reason}) as detail from component
      where environment_uid = ${environment.uid} and operation_id = ${operation.id} and not is_gone
        and (started_at is null or ready_at is null or ready_at < started_at)
    ), counted as (
      insert into death (component_uid, incarnation, cause, environment_uid, detail)
      select uid, incarnation, ${operation.id}, ${environment.uid}, detail from broken on conflict do nothing
    )
    insert into wake (component_uid, incarnation, reason, environment_uid, detail)
    select uid, incarnation, 'repair-failed', ${environment.uid}, detail from broken
    on conflict (component_uid, incarnation, reason)
    do update set answered_by = null, received_at = clock_timestamp(), count = wake.count + 1, detail = excluded.detail`.execute(
    rows,
  );
}

async function settleEnvironment(rows: Rows, { operation, environment, state, reason }: Finish): Promise<void> {
  const { uid } = environment;
  if (operation.kind === "delete") return await settleDeletion(rows, { operation, environment, state, reason });
  if (operation.epoch === null && state !== "Failed" && state !== "Abandoned") {
    // It never had its turn, so nothing changed. Only why is said, where it was the last word.
    await sql`update environment set reason = ${`${operation.kind} ${state.toLowerCase()}: ${reason}`}
      where uid = ${uid} and generation = ${operation.generation} and ${operation.kind !== "repair"}`.execute(rows);
    return;
  }
  if (state !== "Succeeded") {
    const why =
      reason === ""
        ? `${operation.kind} ${state.toLowerCase()}`
        : `${operation.kind} ${state.toLowerCase()}: ${reason}`;
    await sql`update environment set rest_phase = 'Failed', reason = ${why}, changed_at = now() where uid = ${uid}`.execute(
      rows,
    );
    return;
  }
  if (operation.kind !== "repair") {
    await sql`update environment set rest_phase = 'Ready', reason = '', observed_generation = ${operation.generation}, changed_at = now()
      where uid = ${uid}`.execute(rows);
    return;
  }
  // A repair mends what died, not a deploy that failed.
  await sql`update environment set rest_phase = 'Ready', reason = '', changed_at = now()
    where uid = ${uid} and rest_phase = 'Failed' and observed_generation = generation
      and not exists (select from component where environment_uid = ${uid} and not is_gone and phase = 'Failed')`.execute(
    rows,
  );
}

async function settleDeletion(
  rows: Rows,
  { operation, environment, state, reason }: Pick<Finish, "operation" | "environment" | "state" | "reason">,
): Promise<void> {
  const { uid, project, name } = environment;
  if (state !== "Succeeded") {
    const hasTouched = operation.epoch !== null;
    await sql`update environment set is_deleting = false, changed_at = now() where uid = ${uid}`.execute(rows);
    if (hasTouched || state === "Failed" || state === "Abandoned") {
      await sql`update environment set rest_phase = 'Failed', reason = ${`delete ${state.toLowerCase()}: ${reason}`} where uid = ${uid}`.execute(
        rows,
      );
    }
    return;
  }
  await sql`update environment set rest_phase = 'Gone', is_deleting = false, is_suspended = false, hold = null, reason = '', gone_at = now(), changed_at = now()
    where uid = ${uid}`.execute(rows);
  await sql`update wake set answered_by = ${operation.id} where environment_uid = ${uid} and answered_by is null`.execute(
    rows,
  );
  await supersedeOperations(rows, environment, "the environment was deleted");
  const message = operation.keep
    ? `environment ${name} is no longer managed; what it made stays`
    : `environment ${name} is deleted`;
  await writeEvent(rows, {
    type: "environment.deleted",
    actor: operation.actor,
    project,
    environment: name,
    environmentUid: uid,
    operationId: operation.id,
    message,
  });
}

/** Ends operations that wait for their turn as superseded: those of `ids`, or all of them. */
export async function supersedeOperations(
  rows: Rows,
  environment: LockedEnvironment,
  reason: string,
  ids?: readonly string[],
): Promise<void> {
  const { uid, project, name } = environment;
  const ended = await sql<{ id: string; kind: string; actor: Actor }>`
    update operation set state = 'Superseded', reason = ${reason}, ended_at = clock_timestamp()
    where environment_uid = ${uid} and state = 'Accepted' and (${ids === undefined} or id = any (${ids ?? []}))
    returning id, kind, actor`.execute(rows);
  if (ended.rows.length === 0) return;
  await sql`select close_requests(${ended.rows.map(({ id }) => id)})`.execute(rows);
  for (const { id, kind, actor } of ended.rows) {
    const message = `${kind} of ${name} was superseded: ${reason}`;
    await writeEvent(rows, {
      type: "operation.superseded",
      actor,
      project,
      environment: name,
      environmentUid: uid,
      operationId: id,
      message,
    });
  }
}

import type { Finish } from "./finish.ts";
import { sql } from "kysely";
import type { Rows } from "./connect-postgres.ts";
import { settleDrift } from "./drift/settle-drift.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import { leaveSteps } from "./upgrades/settle-upgrade.ts";
import { settlePromotion } from "./promotions/settle-promotion.ts";
import { settleRest } from "./sleep/settle-rest.ts";
import { storable, storableText } from "./storable.ts";
import { settleEnvironment } from "./settle-environment.ts";
import { writeEvent } from "./write-event.ts";

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
    await leaveSteps(rows, operation.id, reason);
    await settleDrift(rows, { ...finish, reason });
    await settleRest(rows, finish);
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
      promotionId: operation.promotionId,
      message: hold.reason,
    });
  }
  await settlePromotion(rows, { ...finish, reason });
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
    promotionId: operation.promotionId,
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
    await sql`update wake set answered_by = null, received_at = clock_timestamp() where answered_by = ${operation.id}`.execute(
      rows,
    );
    // Refused for what will be there the next time, too: it counts as a try that failed.
    const isOvertaken = environment.isDeleting || operation.generation !== environment.generation;
    if (state === "Not admitted" && !isOvertaken) await countRefusal(rows, { operation, environment, reason });
    return;
  }
  if (state !== "Succeeded") await repairAgain(rows, { operation, environment, reason });
}

/** A refused repair is tried again as a failed one is: with back-off, until it is held. */
async function countRefusal(
  rows: Rows,
  { operation, environment, reason }: Pick<Finish, "operation" | "environment" | "reason">,
): Promise<void> {
  await sql`
    insert into death (component_uid, incarnation, cause, environment_uid, detail)
    select "componentUid", incarnation, ${operation.id}, ${environment.uid}, ${reason}
    from json_to_recordset(${storable(operation.repair)}::json) as r("componentUid" uuid, incarnation int)
    on conflict do nothing`.execute(rows);
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

import { sql } from "kysely";
import type { OperationOutcome } from "../../domain/schema/phases.ts";
import type { Fault } from "../cell-records/port.ts";
import { many, type Postgres, type Rows } from "./connect-postgres.ts";
import { finishOperation } from "./finish-operation.ts";
import { failedStepOf, movedByUpgrade, refusedByInsights, upgradeHold } from "./upgrades/settle-upgrade.ts";
import { hasEnded, lockOperation, type LockedOperation } from "./lock-operation.ts";
import type { OperationEnd } from "./operations-port.ts";
import { storable } from "./storable.ts";
import { SYSTEM } from "./write-event.ts";

interface EndedComponent {
  readonly uid: string;
  readonly name: string;
  /** True when it was this operation's to run. */
  readonly isPlanned: boolean;
  readonly isGone: boolean;
  readonly action: string | null;
  /** True when it became ready in this turn. */
  readonly becameReady: boolean;
  readonly phase: string;
  readonly fault: Fault | null;
}

/** Decides and writes an operation's outcome from what its components became. @see StoreOfOperations.endOperation */
export async function endOperation(
  postgres: Postgres,
  operationId: string,
  end: OperationEnd,
): Promise<OperationOutcome> {
  return await postgres.transaction(async (rows) => {
    const locked = await lockOperation(rows, operationId);
    if (locked === undefined) throw new Error(`there is no operation "${operationId}" to end`);
    const { operation, environment } = locked;
    if (hasEnded(operation)) return operation.state as OperationOutcome;
    if (environment === undefined)
      throw new Error(`operation "${operationId}" has not ended, but its environment is gone`);
    const components = await lockComponents(rows, operation);
    await recordFailures(rows, { components, end, operationId });
    const step = await stepUndone(rows, operation, end);
    const component = componentUndone(operation, components, end);
    // What failed is the reason for what was never begun.
    const upgrade = await failedStepOf(rows, operationId);
    const left = upgrade ?? component?.failed ?? step?.failed ?? component?.notBegun ?? step?.notBegun;
    const state = left === undefined ? "Succeeded" : end.wasCancelled ? "Cancelled" : "Failed";
    if (state === "Succeeded" && operation.kind === "delete") await leaveComponents(rows, operation);
    const reason = reasonOf(left, end);
    const mustHold = state === "Failed" && (await movedByUpgrade(rows, operationId)).hasMoved;
    const hold = end.hold ?? (mustHold ? upgradeHold(environment.name, reason) : undefined);
    const held = hold === undefined ? {} : { hold };
    await finishOperation(rows, { operation, environment, state, reason, actor: SYSTEM, ...held });
    return state;
  });
}

function reasonOf(left: string | undefined, { reason }: OperationEnd): string {
  if (left === undefined) return "";
  return reason === undefined ? left : `${reason}; ${left}`;
}

async function lockComponents(rows: Rows, { id, environmentUid }: LockedOperation): Promise<readonly EndedComponent[]> {
  return await many(
    rows,
    sql<EndedComponent>`
      select uid, name, coalesce(operation_id = ${id}, false) as "isPlanned", is_gone as "isGone", action, phase, fault,
        coalesce(ready_at >= started_at, false) as "becameReady"
      from component where environment_uid = ${environmentUid} and (not is_gone or operation_id = ${id})
      order by uid for no key update`,
  );
}

/** What was not brought about, one line: the first that failed, or else the first that was never begun. */
type Undone =
  | { readonly failed: string; readonly notBegun?: never }
  | { readonly failed?: never; readonly notBegun: string };

/** The components that were not brought about; undefined when all were. */
function componentUndone(
  operation: LockedOperation,
  components: readonly EndedComponent[],
  end: OperationEnd,
): Undone | undefined {
  if (operation.epoch === null) return { failed: "it ended before its turn" };
  if (operation.kind === "delete" && operation.keep) return undefined;
  const notStarted = new Set(end.notStarted);
  const isUndone = (component: EndedComponent) => {
    if (operation.kind === "delete") return !component.isGone;
    if (!component.isPlanned) return false;
    if (component.uid in end.failed || notStarted.has(component.uid)) return true;
    if (component.action === "sleep") return component.phase !== "Asleep";
    return component.action === "delete" ? !component.isGone : !component.becameReady;
  };
  const undone = components.filter(isUndone);
  // The fault of one that was not started is of an earlier operation.
  const why = ({ uid, phase, fault }: EndedComponent) =>
    end.failed[uid] ?? (phase === "Failed" && !notStarted.has(uid) ? fault?.message : undefined);
  const failed = undone.find((component) => why(component) !== undefined);
  if (failed !== undefined) return { failed: `"${failed.name}": ${why(failed)}` };
  const [first] = undone;
  if (first === undefined) return undefined;
  const notBegun =
    undone.length === 1
      ? `"${first.name}" was not started`
      : `"${first.name}" and ${undone.length - 1} more were not started`;
  return { notBegun };
}

/** The steps that are not done; undefined when all are. Undone steps count as done. */
async function stepUndone(
  rows: Rows,
  { id, promotionId }: LockedOperation,
  end: OperationEnd,
): Promise<Undone | undefined> {
  if (promotionId === null) return undefined;
  // What nobody is at any more has failed.
  await sql`update step_run set state = 'Failed', reason = case when reason = '' then ${end.reason ?? "its operation ended before it did"} else reason end,
    ended_at = clock_timestamp() where operation_id = ${id} and state = 'Running'`.execute(rows);
  const steps = await many(
    rows,
    sql<{ name: string; state: string; reason: string }>`select name, state, reason from step_run
      where operation_id = ${id} and state in ('Failed', 'Pending', 'Undo failed') and not coalesce((spec ->> 'continueOnFailure')::boolean, false)
      order by state = 'Pending', place`,
  );
  const [first] = steps;
  await sql`update promotion set had_issues = true where id = ${promotionId} and exists (
    select from step_run where operation_id = ${id} and state = 'Failed')`.execute(rows);
  if (first === undefined) return undefined;
  return first.state === "Pending"
    ? { notBegun: `step "${first.name}" was not run` }
    : { failed: `step "${first.name}": ${first.reason}` };
}

/** Faults of components whose converge ended without recording one. */
async function recordFailures(
  rows: Rows,
  {
    components,
    end: { failed },
    operationId,
  }: { readonly components: readonly EndedComponent[]; readonly end: OperationEnd; readonly operationId: string },
): Promise<void> {
  const refused = await refusedByInsights(rows, operationId);
  for (const { uid, isPlanned, phase } of components) {
    const message = failed[uid];
    if (message === undefined || !isPlanned || phase === "Failed" || phase === "Gone" || refused.has(uid)) continue;
    const fault: Fault = { code: "COMPONENT_FAILED", message, log: [] };
    await sql`update component set phase = 'Failed', fault = ${storable(fault)}::json where uid = ${uid}`.execute(rows);
  }
}

/** What a deletion that keeps everything leaves behind is not ours any more. Its leases stay: the ports are in use. */
async function leaveComponents(rows: Rows, { environmentUid }: LockedOperation): Promise<void> {
  await sql`update component set phase = 'Gone', is_gone = true, outputs = '[]' where environment_uid = ${environmentUid} and not is_gone`.execute(
    rows,
  );
}

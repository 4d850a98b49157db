import { sql } from "kysely";
import type { DriftField } from "../../../domain/schema/drift.ts";
import { many, type Rows } from "../connect-postgres.ts";
import type { Finish } from "../finish.ts";
import { storableText } from "../storable.ts";
import { SYSTEM } from "../write-event.ts";
import { writeDriftEvent } from "./drift-event.ts";

const LEFT_SHOWN = 5;

interface RevertedRow {
  readonly id: string;
  readonly component: string;
  readonly componentUid: string;
  readonly diffDigest: string;
  readonly fields: readonly DriftField[];
  /** Paths of fields that nothing puts back. */
  readonly unrevertable: readonly string[];
  readonly incarnation: number;
  /** True when it is as wanted now. */
  readonly becameReady: boolean;
  /** True when the operation has changed something of it. */
  readonly hasActed: boolean;
}

/** Says what an operation's end means for drift: what it was to put back, and what others have changed. */
export async function settleDrift(rows: Rows, finish: Finish): Promise<void> {
  const { operation, environment, state } = finish;
  if (operation.kind === "revert") return await settleReverts(rows, finish);
  if (["repair", "sleep", "wake"].includes(operation.kind) || operation.epoch === null) return;
  if (operation.kind === "delete") {
    if (state !== "Succeeded") return;
    await endDrift(rows, environment.uid, "the environment is deleted");
    await sql`delete from baseline where environment_uid = ${environment.uid}`.execute(rows);
    return;
  }
  await sql`select must_learn(${environment.uid}) where exists (
      select from effect f join component c on c.uid = f.component_uid where c.environment_uid = ${environment.uid} and f.operation_id = ${operation.id})
    or exists (select from step_run where operation_id = ${operation.id} and started_at is not null)`.execute(rows);
}

/** Ends everything that is open in an environment, except what an operation is putting back. */
export async function endDrift(rows: Rows, environmentUid: string, reason: string): Promise<void> {
  await sql`select end_finding(id, 'outdated', 'drift.outdated', ${reason}) from finding
    where environment_uid = ${environmentUid} and ended_at is null and status <> 'reverting' order by id`.execute(rows);
}

async function settleReverts(rows: Rows, finish: Finish): Promise<void> {
  const { operation } = finish;
  const found = await many(
    rows,
    sql<RevertedRow>`select f.id, c.name as component, c.uid as "componentUid", f.diff_digest as "diffDigest", f.fields, f.unrevertable, c.incarnation,
        coalesce(c.operation_id = ${operation.id} and c.ready_at >= c.started_at, false) as "becameReady",
        exists (select from effect where component_uid = c.uid and operation_id = ${operation.id}) as "hasActed"
      from finding f join component c on c.uid = f.component_uid
      where f.operation_id = ${operation.id} and f.status = 'reverting' order by f.id for no key update of f`,
  );
  for (const row of found) await settleRevert(rows, finish, row);
}

async function settleRevert(rows: Rows, finish: Finish, row: RevertedRow): Promise<void> {
  const { operation, environment } = finish;
  if (row.becameReady) return await resolve(rows, finish, row);
  const reason = whyOver(finish);
  if (reason !== undefined) {
    await sql`select end_finding(${row.id}, 'outdated', 'drift.outdated', ${reason}, ${operation.id})`.execute(rows);
    return;
  }
  // It is put back from where it is, which may be another life.
  const { incarnation } = row;
  if (givesWay(finish)) {
    await sql`update finding set status = 'due', status_reason = '', incarnation = ${incarnation} where id = ${row.id}`.execute(
      rows,
    );
    return;
  }
  const why = storableText(`it was not put back: ${finish.reason === "" ? finish.state.toLowerCase() : finish.reason}`);
  await sql`update finding set status = 'held', status_reason = ${why}, incarnation = ${incarnation}, revert_asked_by = null
    where id = ${row.id}`.execute(rows);
  await writeDriftEvent(rows, {
    environment,
    finding: row,
    type: "drift.held",
    actor: SYSTEM,
    message: `drift of "${row.component}" in ${environment.name} is held: ${why}`,
    operationId: operation.id,
  });
}

async function resolve(rows: Rows, { operation }: Finish, row: RevertedRow): Promise<void> {
  const { id, hasActed } = row;
  if (!hasActed) {
    const reason = "it was as wanted again before it was put back";
    await sql`select end_finding(${id}, 'resolved', 'drift.resolved', ${reason}, ${operation.id})`.execute(rows);
    return;
  }
  await sql`insert into finding_revert (component_uid, diff_digest, operation_id)
    values (${row.componentUid}, ${row.diffDigest}, ${operation.id}) on conflict do nothing`.execute(rows);
  await sql`select end_finding(${id}, 'resolved', 'drift.reverted', ${whatWasPutBack(row)}, ${operation.id})`.execute(
    rows,
  );
}

/** In words; what nothing puts back is named, since it is part of the new baseline. */
function whatWasPutBack({ fields, unrevertable }: RevertedRow): string {
  const left = fields.map(({ path }) => path).filter((path) => unrevertable.includes(path));
  if (left.length === 0) return "it was put back";
  const more = left.length > LEFT_SHOWN ? ` and ${left.length - LEFT_SHOWN} more` : "";
  const named = `${left.slice(0, LEFT_SHOWN).join(", ")}${more}`;
  return storableText(`it was put back, except what nothing puts back, which is taken as it is: ${named}`);
}

/** Why nobody wants it put back any more; undefined while somebody may. */
function whyOver({ environment }: Finish): string | undefined {
  if (environment.isDeleting) return "the environment is to be deleted";
  return environment.isSuspended ? "the environment is suspended" : undefined;
}

/** Whether it is put back later without a person's word: something else came first, or the work was given up as a whole. */
function givesWay({ operation, environment, state }: Finish): boolean {
  if (state === "Superseded" || state === "Abandoned") return true;
  return state === "Not admitted" && operation.generation !== environment.generation;
}

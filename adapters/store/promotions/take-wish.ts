import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import type { LockedOperation } from "../lock-operation.ts";
import type { AdmissionWish, NewStep } from "../operations-port.ts";
import { storable } from "../storable.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import { showProgress } from "../approvals/close-approvals.ts";
import { lockPromotionRow } from "./lock-promotion.ts";
import { requestersOf } from "./approvals-of-promotion.ts";
import { rulesRevision } from "./read-rules.ts";

/** Why what an operation of a promotion was admitted for does not hold any more; undefined when it does. */
export async function overtaken(
  rows: Rows,
  operation: LockedOperation,
  { guard, restoreFrom = {} }: AdmissionWish,
): Promise<string | undefined> {
  if (operation.promotionId === null) return undefined;
  const promotion = await lockPromotionRow(rows, operation.promotionId);
  if (promotion === undefined || promotion.operationId !== operation.id)
    return "its promotion goes on with another operation";
  if (promotion.isCancelRequested && operation.kind !== "restore") return "its promotion was cancelled";
  const missing = await missingSnapshot(rows, restoreFrom);
  if (missing !== undefined) return missing;
  if (guard === undefined) return undefined;
  // The row is locked, so that no rule comes between this and the turn.
  await sql`select from rules_revision for share`.execute(rows);
  if ((await rulesRevision(rows)) !== guard.rulesRevision) return "freeze windows or vetoes have changed";
  const { excluded } = guard;
  // Who asks for the same locks the environment, as this does.
  if (excluded !== undefined && (await requestersOf(rows, promotion.id)).some(({ id }) => !excluded.includes(id)))
    return "somebody else has asked for it, too";
  if (guard.validUntil !== undefined && Date.now() >= guard.validUntil) return "a freeze has begun";
  return undefined;
}

/** Says which snapshot that is to be put back is not there, or is about to go; the others stay until the turn is taken. */
async function missingSnapshot(rows: Rows, restoreFrom: Readonly<Record<string, string>>): Promise<string | undefined> {
  const ids = Object.values(restoreFrom);
  if (ids.length === 0) return undefined;
  const found = await many(
    rows,
    sql<{ id: string }>`select id from snapshot where id = any (${ids}) and deleting_at is null order by id for share`,
  );
  const missing = Object.entries(restoreFrom).find(([, id]) => !found.some((snapshot) => snapshot.id === id));
  if (missing === undefined) return undefined;
  const [component, id] = missing;
  return `snapshot "${id}" of "${component}", which is to be put back, is not there any more`;
}

/**
 * Makes what an operation of a promotion wants the desired state of its environment: the generation rises, and what ran
 * before is remembered once. Answers the environment as it is now.
 */
export async function takeWish(
  rows: Rows,
  {
    operation,
    environment,
    admission,
  }: {
    readonly operation: LockedOperation;
    readonly environment: LockedEnvironment;
    readonly admission: AdmissionWish;
  },
): Promise<LockedEnvironment> {
  const { wanted } = admission;
  const { uid, document, digest, generation } = environment;
  const { promotionId, kind } = operation;
  if (promotionId === null || wanted === undefined) return environment;
  const next = generation + 1;
  const { spec } = wanted.document;
  await sql`update environment set document = ${storable(wanted.document)}::json, digest = ${wanted.digest}, class = ${spec.class},
    release = ${spec.release}, generation = ${next}, changed_at = now() where uid = ${uid}`.execute(rows);
  await sql`update operation set generation = ${next} where id = ${operation.id}`.execute(rows);
  if (kind === "restore") {
    const lost = admission.lostData ?? [];
    if (lost.length > 0)
      await sql`update promotion set lost_data = array(select unnest(lost_data) union select unnest(${lost}::text[]) order by 1)
        where id = ${promotionId}`.execute(rows);
  } else {
    const before = { document, digest, release: document.spec.release, generation };
    await sql`update promotion set state = 'Running', reason = '', admitted_at = coalesce(admitted_at, clock_timestamp()),
      restore_to = coalesce(restore_to, ${storable(before)}::json) where id = ${promotionId}`.execute(rows);
  }
  await showProgress(rows, promotionId);
  await writeEvent(rows, {
    type: kind === "restore" ? "promotion.restore-admitted" : "promotion.admitted",
    actor: SYSTEM,
    project: environment.project,
    environment: environment.name,
    environmentUid: uid,
    operationId: operation.id,
    promotionId,
    message: `${environment.name} is to run release ${spec.release}, generation ${next}`,
    data: { generation: next, release: spec.release, before: document.spec.release },
  });
  return { ...environment, document: wanted.document, digest: wanted.digest, generation: next, class: spec.class };
}

/** Writes the steps of an operation; those that an earlier operation has done are done. */
export async function recordSteps(rows: Rows, operationId: string, steps: readonly NewStep[]): Promise<void> {
  if (steps.length === 0) return;
  await sql`
    insert into step_run (operation_id, name, place, time, kind, spec, state, reason, output, undo_of)
    select ${operationId}, s.name, s.place, s.time, s.kind, s.spec, s.state, s.reason, s.output, s."undoOf"
    from json_to_recordset(${storable(steps)}::json) as s(name text, place int, time text, kind text, spec json, state text, reason text, output json, "undoOf" text)
    on conflict do nothing`.execute(rows);
}

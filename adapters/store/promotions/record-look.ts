import { sql } from "kysely";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import { wishGroup } from "../../../domain/wished-environment.ts";
import { many, type Postgres, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { newOperationId } from "../new-id.ts";
import type { PromotionLook } from "../promotions-port.ts";
import { storable, storableText } from "../storable.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import { closeApproval } from "../approvals/close-approvals.ts";
import { openApproval } from "../approvals/open-approval.ts";
import { endPromotion } from "./end-promotion.ts";
import { lockPromotion, type LockedPromotion, lockPromotionRow } from "./lock-promotion.ts";

/** Records what a look at a promotion found, and carries out what it decided. @see StoreOfPromotions.recordLook */
export async function recordLook(
  postgres: Postgres,
  promotionId: string,
  look: PromotionLook,
): Promise<{ readonly isOver: boolean }> {
  return await postgres.transaction(async (rows) => {
    // A wait touches no environment, so it needs no lock that others wait for.
    const locked =
      look.decision.do === "wait"
        ? { promotion: await lockPromotionRow(rows, promotionId), environment: undefined }
        : await lockPromotion(rows, promotionId);
    const promotion = locked?.promotion;
    if (promotion === undefined) return { isOver: true };
    if (promotion.state !== "Waiting" || promotion.operationId !== null)
      return { isOver: isPromotionOver(promotion.state) };
    await recordGates(rows, promotion, look);
    if (look.decision.do === "wait") await recordQuestions(rows, promotion, look);
    await sql`
      update promotion set waits = ${storable(look.waits)}::json, reason = ${storableText(look.reason)},
        plan = ${look.plan === undefined ? null : storable(look.plan)}::json, plan_generation = ${look.planGeneration ?? null},
        look_again_at = ${instant(look.lookAgainAt)}::timestamptz, earliest_at = ${instant(look.earliestAt)}::timestamptz
      where id = ${promotionId}`.execute(rows);
    const { decision } = look;
    if (decision.do === "end") {
      const runs = locked?.environment?.document.spec.release;
      const finish = { outcome: decision.outcome, reason: look.reason, actor: SYSTEM };
      await endPromotion(rows, promotion, runs === undefined ? finish : { ...finish, runs });
      return { isOver: true };
    }
    if (decision.do === "request" && locked?.environment !== undefined)
      await requestOperation(rows, { promotion, environment: locked.environment, look });
    return { isOver: false };
  });
}

async function recordGates(rows: Rows, promotion: LockedPromotion, { gates }: PromotionLook): Promise<void> {
  if (gates.length === 0) return;
  const before = await many(
    rows,
    sql<{
      name: string;
      verdict: string | null;
      reasons: readonly string[];
    }>`select name, verdict, reasons from promotion_gate where promotion_id = ${promotion.id}`,
  );
  await sql`
    update promotion_gate g set verdict = r.verdict, reasons = r.reasons, output = coalesce(r.output, g.output), memory = coalesce(r.memory, g.memory),
      waits_on = r."waitsOn", is_alarming = r."isAlarming", evaluated_at = to_timestamp(r."evaluatedAt" / 1000),
      look_again_at = to_timestamp(r."lookAgainAt" / 1000), earliest_at = to_timestamp(r."earliestAt" / 1000)
    from json_to_recordset(${storable(gates)}::json) as r(name text, verdict text, reasons json, output json, memory json, "waitsOn" text,
      "isAlarming" boolean, "evaluatedAt" double precision, "lookAgainAt" double precision, "earliestAt" double precision)
    where g.promotion_id = ${promotion.id} and g.name = r.name`.execute(rows);
  const verdicts = new Map(before.map(({ name, verdict }) => [name, verdict]));
  for (const { name, kind, verdict, reasons } of gates) {
    if (verdicts.get(name) === verdict) continue;
    await writeEvent(rows, {
      type: `gate.${verdict === "pass" ? "passed" : verdict === "wait" ? "waiting" : "rejected"}`,
      actor: SYSTEM,
      project: promotion.project,
      environment: promotion.environment,
      environmentUid: promotion.environmentUid,
      promotionId: promotion.id,
      message: storableText(
        `gate "${name}" of ${promotion.release} into ${promotion.environment}: ${verdict}${reasons.length === 0 ? "" : `, ${reasons.join("; ")}`}`,
      ),
      data: { gate: name, kind, verdict },
    });
  }
}

/** What approval gates want to ask people, or not any more. */
async function recordQuestions(rows: Rows, promotion: LockedPromotion, { gates }: PromotionLook): Promise<void> {
  for (const { name, approval } of gates) {
    if (approval?.supersede !== undefined) {
      const { id, reason } = approval.supersede;
      await closeApproval(rows, id, { status: "superseded", reason, actor: SYSTEM });
    }
    if (approval?.ask === undefined) continue;
    const { about, ...asked } = approval.ask;
    await openApproval(rows, {
      subject: "promotion",
      environmentUid: promotion.environmentUid,
      cause: [promotion.id, name],
      promotionId: promotion.id,
      gate: name,
      release: about.release ?? promotion.release,
      actor: promotion.actor,
      about,
      asked,
    });
  }
}

interface Requested {
  readonly promotion: LockedPromotion;
  readonly environment: LockedEnvironment;
  readonly look: PromotionLook;
}

/** Queues the promotion's operation; older ones of its group that still wait at their gates are pointless now. */
async function requestOperation(rows: Rows, { promotion, environment, look }: Requested): Promise<void> {
  if (promotion.isCancelRequested || environment.isDeleting || environment.hold !== null) return;
  const older = await olderWaiting(rows, promotion);
  if (promotion.stage.queue === "each" && older.length > 0) return;
  const runs = environment.document.spec.release;
  for (const id of older) {
    const one = await lockPromotionRow(rows, id);
    if (one === undefined || one.state !== "Waiting" || one.operationId !== null) continue;
    const reason = `${promotion.kind === "change" ? "change" : promotion.release} (${promotion.id}) is newer, and its gates have passed`;
    await endPromotion(rows, one, { outcome: "Superseded", reason, actor: SYSTEM, runs });
  }
  const operationId = newOperationId();
  const kind = environment.observedGeneration === 0 ? "provision" : "deploy";
  const what = promotion.kind === "change" ? "changed parameters" : `release ${promotion.release}`;
  const reason = `${promotion.kind} ${promotion.id}: ${what}`;
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, plan, actor, trace_id, reason, promotion_id)
    values (${operationId}, ${environment.uid}, ${kind}, 'Accepted', ${environment.generation},
      ${look.plan === undefined ? null : storable(look.plan)}::json, ${storable(promotion.actor)}::json, '', ${reason}, ${promotion.id})`.execute(
    rows,
  );
  await sql`update promotion set operation_id = ${operationId}, operations = operations + 1, gates_passed_at = clock_timestamp(), reason = 'waits for its turn'
    where id = ${promotion.id}`.execute(rows);
  await writeEvent(rows, {
    type: "operation.requested",
    actor: promotion.actor,
    project: environment.project,
    environment: environment.name,
    environmentUid: environment.uid,
    operationId,
    promotionId: promotion.id,
    message: `${kind} of ${environment.name} was asked for: ${reason}`,
  });
  await sql`select look(${environment.uid})`.execute(rows);
}

async function olderWaiting(
  rows: Rows,
  { environmentUid, position, kind }: LockedPromotion,
): Promise<readonly string[]> {
  const isOfGroup = wishGroup(kind) === "parameters" ? sql`kind = 'change'` : sql`kind <> 'change'`;
  const found = await many(
    rows,
    sql<{
      id: string;
    }>`select id from promotion where environment_uid = ${environmentUid} and position < ${position} and ${isOfGroup}
      and finished_at is null and state in ('Waiting', 'Running', 'Held', 'Restoring') order by position`,
  );
  return found.map(({ id }) => id);
}

const instant = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

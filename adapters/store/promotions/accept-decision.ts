import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import { acceptRequest, type AcceptedRequest } from "../accept-request.ts";
import { type Postgres, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { newOperationId } from "../new-id.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "../requests-port.ts";
import type { PromotionDecision } from "../promotion-views-port.ts";
import { joinOperation } from "../queue-operation.ts";
import { storable, storableText } from "../storable.ts";
import { writeEvent } from "../write-event.ts";
import { noPromotion } from "./accept-cancel-promotion.ts";
import { joinPromotion, openPromotion, requireRelease } from "./accept-promote.ts";
import { endPromotion } from "./end-promotion.ts";
import { currentStage, insertPromotion } from "./insert-promotion.ts";
import { lockPromotion, type LockedPromotion } from "./lock-promotion.ts";
import { movedByUpgrade } from "../upgrades/settle-upgrade.ts";
import { failedStep, movedOnBy } from "./open-choices.ts";
import { wakePromotionsOf } from "./wake-promotions.ts";
import { startRestore } from "./start-restore.ts";

interface Decided {
  readonly promotion: LockedPromotion;
  readonly environment: LockedEnvironment;
  readonly request: AcceptedRequest;
  readonly reason: string;
}

/** Carries out what a person decides about a promotion that is held or over. @see StoreOfPromotionApi.acceptDecision */
export async function acceptDecision(
  postgres: Postgres,
  identity: RequestIdentity,
  promotionId: string,
  { choice, reason }: PromotionDecision,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: choice }, async (rows, request) => {
    const locked = await lockPromotion(rows, promotionId);
    if (locked === undefined) throw noPromotion(promotionId);
    const { promotion, environment } = locked;
    if (environment === undefined || environment.isDeleting)
      throw new OrchestratorError(
        "PROMOTION_ENDED",
        `the environment of promotion "${promotionId}" is gone, or about to be`,
      );
    const decided = { promotion, environment, request, reason };
    if (choice === "retry" && isPromotionOver(promotion.state)) return [await newAttempt(rows, decided)];
    if (choice === "restore" && promotion.state === "Restore failed") {
      await requireUnmoved(rows, promotion);
      return [await restore(rows, decided)];
    }
    requireHeld(promotion);
    if (choice === "restore") await requireUnmoved(rows, promotion);
    await writeDecision(rows, decided, choice);
    switch (choice) {
      case "retry":
        return [await goOn(rows, decided)];
      case "skip":
        return [await goOn(rows, decided, await requireFailedStep(rows, promotion))];
      case "restore":
        return [await restore(rows, decided)];
      case "leave":
        return [await leave(rows, decided)];
    }
  });
}

function requireHeld({ id, state }: LockedPromotion): void {
  if (state === "Held") return;
  if (isPromotionOver(state))
    throw new OrchestratorError("PROMOTION_ENDED", `promotion "${id}" has ended: ${state}`, { details: { state } });
  throw new OrchestratorError(
    "PROMOTION_NOT_HELD",
    `promotion "${id}" is ${state.toLowerCase()} and waits for no decision`,
    {
      details: { state },
    },
  );
}

/** What ran before a promotion is put back only where it still is the last that changed its environment. @throws OrchestratorError `PROMOTION_ENDED` */
async function requireUnmoved(rows: Rows, promotion: LockedPromotion): Promise<void> {
  if ((await movedByUpgrade(rows, promotion.operationId)).hasMovedControlPlane)
    throw new OrchestratorError(
      "PROMOTION_ENDED",
      `promotion "${promotion.id}" has moved a control plane, and a version does not come back: retry it, or leave it`,
    );
  const later = await movedOnBy(rows, promotion);
  if (later === undefined) return;
  throw new OrchestratorError(
    "PROMOTION_ENDED",
    `environment "${promotion.environment}" has moved on since promotion "${promotion.id}": promote or roll back to what it is to run`,
    { details: { operationId: later } },
  );
}

/** A new operation of the same attempt: steps that succeeded are not run again, components converge from what they are. */
async function goOn(
  rows: Rows,
  { promotion, environment, request, reason }: Decided,
  skipped?: string,
): Promise<AcceptedResult> {
  const id = newOperationId();
  const { project, id: promotionId, operationId } = promotion;
  const why =
    skipped === undefined
      ? `goes on after ${operationId}`
      : `goes on after ${operationId} without step "${skipped}": ${reason}`;
  await endHold(rows, environment);
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, actor, trace_id, reason, promotion_id, resumes)
    values (${id}, ${environment.uid}, 'deploy', 'Accepted', ${environment.generation}, ${storable(request.actor)}::json, ${request.traceId}, ${why},
      ${promotionId}, ${operationId})`.execute(rows);
  if (skipped !== undefined)
    await sql`update step_run set state = 'Skipped', reason = ${storableText(`skipped by ${request.actor.name}: ${reason}`)}
      where operation_id = ${operationId} and name = ${skipped}`.execute(rows);
  await joinOperation(rows, request, id);
  await sql`update promotion set state = 'Running', operation_id = ${id}, operations = operations + 1, had_issues = true, reason = '',
    is_cancel_requested = false where id = ${promotionId}`.execute(rows);
  await sql`select look(${environment.uid})`.execute(rows);
  return { kind: "Promotion", project, name: promotionId, result: "retrying", operationId: id, promotionId };
}

async function restore(rows: Rows, { promotion, environment, request, reason }: Decided): Promise<AcceptedResult> {
  await endHold(rows, environment);
  const why = reason === "" ? `chosen by ${request.actor.name}` : reason;
  const operationId = await startRestore(rows, { environment, promotion, request, reason: why, hasTurn: false });
  const { project, id } = promotion;
  return { kind: "Promotion", project, name: id, result: "restoring", operationId, promotionId: id };
}

async function leave(rows: Rows, { promotion, environment, request, reason }: Decided): Promise<AcceptedResult> {
  await endHold(rows, environment);
  const runs = environment.document.spec.release;
  await endPromotion(rows, promotion, {
    outcome: "Failed",
    reason: `left as it is: ${reason}`,
    actor: request.actor,
    runs,
  });
  const { project, id } = promotion;
  return { kind: "Promotion", project, name: id, result: "left", promotionId: id };
}

/** A promotion that has ended is tried again as another one, through its gates. One that is on its way already is joined. */
async function newAttempt(rows: Rows, { promotion, environment, request, reason }: Decided): Promise<AcceptedResult> {
  const { id, project, kind, release, releaseDigest, wish, supplied } = promotion;
  if (promotion.state === "Verified")
    throw new OrchestratorError("PROMOTION_ENDED", `promotion "${id}" is verified: there is nothing to try again`);
  const at = await currentStage(rows, project, environment.name);
  if (at === undefined)
    throw new OrchestratorError(
      "STAGE_NOT_FOUND",
      `environment "${environment.name}" is no stage of a pipeline any more`,
    );
  const wanted =
    kind === "change" ? { version: release, digest: releaseDigest } : await requireRelease(rows, project, release);
  const open = kind === "change" ? undefined : await openPromotion(rows, { environment, release: wanted, kind });
  if (open !== undefined) {
    await joinPromotion(rows, request, open);
    return { kind: "Promotion", project, name: open, result: "unchanged", promotionId: open };
  }
  const promotionId = await insertPromotion(rows, {
    environment,
    at,
    kind,
    release: wanted,
    ...(wish === null ? {} : { wish }),
    supplied: supplied as Readonly<Record<string, string>>,
    why: reason === "" ? `tried again after ${id}` : reason,
    actor: request.actor,
    traceId: request.traceId,
  });
  await joinPromotion(rows, request, promotionId);
  return { kind: "Promotion", project, name: promotionId, result: "created", promotionId };
}

/** @throws OrchestratorError `STEP_NOT_SKIPPABLE` when it was a component */
async function requireFailedStep(rows: Rows, promotion: LockedPromotion): Promise<string> {
  const failed = await failedStep(rows, promotion);
  if (failed !== undefined) return failed;
  const { id, operationId } = promotion;
  throw new OrchestratorError(
    "STEP_NOT_SKIPPABLE",
    `promotion "${id}" failed at a component, which cannot be skipped`,
    {
      details: { operationId },
    },
  );
}

async function endHold(rows: Rows, { uid }: LockedEnvironment): Promise<void> {
  await wakePromotionsOf(rows, uid);
  await sql`update environment set hold = null, deaths_from = clock_timestamp(), changed_at = now() where uid = ${uid} and hold is not null`.execute(
    rows,
  );
}

async function writeDecision(
  rows: Rows,
  { promotion, environment, request, reason }: Decided,
  choice: string,
): Promise<void> {
  await writeEvent(rows, {
    type: "promotion.decided",
    actor: request.actor,
    project: promotion.project,
    environment: environment.name,
    environmentUid: environment.uid,
    promotionId: promotion.id,
    message: `${request.actor.name} decided: ${choice}${reason === "" ? "" : `, ${reason}`}`,
    data: { choice, reason },
  });
}

import { sql } from "kysely";
import { wishGroup } from "../../../domain/wished-environment.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { Finish } from "../finish.ts";
import { lockEnvironment } from "../lock-environment.ts";
import { SYSTEM } from "../write-event.ts";
import { movedByUpgrade } from "../upgrades/settle-upgrade.ts";
import { endPromotion } from "./end-promotion.ts";
import { holdPromotion } from "./hold-promotion.ts";
import { type LockedPromotion, lockPromotionRow } from "./lock-promotion.ts";
import { readResidue } from "./read-residue.ts";
import { startRestore } from "./start-restore.ts";

const LONGEST_PAUSE_S = 30;

/**
 * Says what an operation's end means for the promotion that it belongs to, in the transaction that ends the operation:
 * verified, back to its gates, restored by an operation that has the turn at once, or held for a person.
 */
export async function settlePromotion(rows: Rows, finish: Finish): Promise<void> {
  const { operation } = finish;
  if (operation.promotionId === null) return;
  const promotion = await lockPromotionRow(rows, operation.promotionId);
  // Its work goes on as another operation, or somebody has decided otherwise.
  if (promotion === undefined || promotion.operationId !== operation.id) return;
  if (operation.kind === "restore") return await settleRestore(rows, finish, promotion);
  const hadTurn = operation.epoch !== null;
  if (finish.state === "Succeeded")
    return await endPromotion(rows, promotion, {
      outcome: "Verified",
      reason: "",
      actor: SYSTEM,
      runs: promotionRuns(finish),
    });
  if (!hadTurn && !promotion.hasBeenAdmitted) return await backToGates(rows, finish, promotion);
  await settleFailure(rows, finish, hadTurn ? promotion : await backToBegun(rows, promotion, operation));
}

/** What goes on with a promotion has had no turn: whatever comes next goes on from the operation that had one. */
async function backToBegun(
  rows: Rows,
  promotion: LockedPromotion,
  { resumes }: Finish["operation"],
): Promise<LockedPromotion> {
  if (resumes === null) return promotion;
  await sql`update promotion set operation_id = ${resumes} where id = ${promotion.id}`.execute(rows);
  return { ...promotion, operationId: resumes };
}

/** It never had its turn, so nothing has changed: its gates are asked again, unless it is cancelled or pointless. */
async function backToGates(
  rows: Rows,
  { operation, environment, state, reason, actor }: Finish,
  promotion: LockedPromotion,
): Promise<void> {
  const runs = environment.document.spec.release;
  if (environment.isDeleting)
    return await endPromotion(rows, promotion, {
      outcome: "Cancelled",
      reason: "its environment is to be deleted",
      actor,
      runs,
    });
  if (promotion.isCancelRequested || operation.isCancelRequested || state === "Cancelled")
    return await endPromotion(rows, promotion, {
      outcome: "Cancelled",
      reason: reason || "cancelled before its turn",
      actor,
      runs,
    });
  const newer = await newerPromotion(rows, promotion);
  if (newer !== undefined)
    return await endPromotion(rows, promotion, {
      outcome: "Superseded",
      reason: `${newer} is newer`,
      actor: SYSTEM,
      runs,
    });
  const why = `${state.toLowerCase()}: ${reason}`;
  await sql`update promotion set state = 'Waiting', operation_id = null, plan = null, plan_generation = null, gates_passed_at = null, reason = ${why}
    where id = ${promotion.id}`.execute(rows);
  // What is refused again and again is asked less and less often.
  const pauseS = Math.min(Math.max(promotion.operations - 1, 0), LONGEST_PAUSE_S);
  await sql`select look_promotion(${promotion.id}, clock_timestamp() + ${pauseS} * interval '1 second')`.execute(rows);
}

/** The newest after it whose gates have passed, or that had its turn: what is older than that comes no more. */
async function newerPromotion(
  rows: Rows,
  { environmentUid, position, kind }: LockedPromotion,
): Promise<string | undefined> {
  const isOfGroup = wishGroup(kind) === "parameters" ? sql`kind = 'change'` : sql`kind <> 'change'`;
  const found = await first(
    rows,
    sql<{
      id: string;
    }>`select id from promotion where environment_uid = ${environmentUid} and position > ${position} and ${isOfGroup}
      and (admitted_at is not null or (operation_id is not null and not is_promotion_over(state))) order by position desc limit 1`,
  );
  return found?.id;
}

/** Something may have been changed: it is put back, or a person decides. */
async function settleFailure(rows: Rows, finish: Finish, promotion: LockedPromotion): Promise<void> {
  const { operation, environment, state, reason, actor, hold } = finish;
  const why = state === "Cancelled" && reason === "" ? "cancelled" : reason;
  if (environment.isDeleting) {
    const runs = environment.document.spec.release;
    return await endPromotion(rows, promotion, {
      outcome: "Failed",
      reason: `${why}; its environment is to be deleted`,
      actor,
      runs,
    });
  }
  // A version does not come back: nothing puts back what ran before it.
  const isPastReturn = (await movedByUpgrade(rows, operation.id)).hasMovedControlPlane;
  const mustHold =
    isPastReturn || hold !== undefined || state === "Abandoned" || state === "Not admitted" || state === "Superseded";
  if (mustHold || promotion.stage.onFailure.components === "hold")
    return await holdPromotion(rows, { environment, promotion, reason: why });
  // One that still waited has no turn to hand on.
  await startRestore(rows, { environment, promotion, reason: why, hasTurn: operation.state === "Running" });
}

async function settleRestore(rows: Rows, finish: Finish, promotion: LockedPromotion): Promise<void> {
  const { environment, operation, state, reason } = finish;
  const runs = environment.document.spec.release;
  const isWhole = state === "Succeeded" && promotion.lostData.length === 0;
  if (isWhole) {
    const failure = await first(rows, sql<{ reason: string }>`select reason from promotion where id = ${promotion.id}`);
    return await endPromotion(rows, promotion, {
      outcome: "Restored",
      reason: failure?.reason ?? "",
      actor: SYSTEM,
      runs,
    });
  }
  if (environment.isDeleting)
    return await endPromotion(rows, promotion, {
      outcome: "Restore failed",
      reason: "its environment is to be deleted",
      actor: SYSTEM,
      runs,
    });
  const present = await lockEnvironment(rows, environment.uid);
  const { lostData } = promotion;
  const residue = await readResidue(rows, { environmentUid: environment.uid, operationId: operation.id, lostData });
  const told = reason === "" ? residue : `${reason}; ${residue}`;
  if (present !== undefined)
    await holdPromotion(rows, { environment: present, promotion, reason: told, isRestoreFailed: true });
  await endPromotion(rows, promotion, { outcome: "Restore failed", reason: told, actor: SYSTEM, runs });
}

/** The release that an operation that succeeded has brought. */
function promotionRuns({ environment }: Finish): string {
  return environment.document.spec.release;
}

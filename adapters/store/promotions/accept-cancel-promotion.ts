import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import { acceptRequest } from "../accept-request.ts";
import type { Postgres, Rows } from "../connect-postgres.ts";
import { finishOperation } from "../finish-operation.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { readOperation } from "../lock-operation.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { writeEvent } from "../write-event.ts";
import { endPromotion } from "./end-promotion.ts";
import { lockPromotion, type LockedPromotion } from "./lock-promotion.ts";

/** Ends a promotion that waits; of one that runs nothing more is started. @see StoreOfPromotionApi.acceptCancelPromotion */
export async function acceptCancelPromotion(
  postgres: Postgres,
  identity: RequestIdentity,
  promotionId: string,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "cancel" }, async (rows, { actor }) => {
    const { promotion, environment } = await lockLivePromotion(rows, promotionId);
    const { project, environment: name, environmentUid } = promotion;
    await sql`update promotion set is_cancel_requested = true where id = ${promotionId}`.execute(rows);
    const operation = promotion.operationId === null ? undefined : await readOperation(rows, promotion.operationId);
    const runs = environment?.document.spec.release;
    if (promotion.state === "Waiting" && (operation === undefined || environment === undefined)) {
      await endPromotion(rows, promotion, {
        outcome: "Cancelled",
        reason: "cancelled while it waited",
        actor,
        ...(runs === undefined ? {} : { runs }),
      });
    } else if (operation?.state === "Accepted" && environment !== undefined && promotion.state === "Waiting") {
      const reason = "cancelled before its turn";
      await finishOperation(rows, { operation, environment, state: "Cancelled", reason, actor });
    } else if (promotion.state === "Waiting" || promotion.state === "Running") {
      await sql`update operation set is_cancel_requested = true where id = ${promotion.operationId}`.execute(rows);
      await writeEvent(rows, {
        type: "promotion.cancel-requested",
        actor,
        project,
        environment: name,
        environmentUid,
        promotionId,
        message: `${promotion.kind} of ${promotion.release} into ${name} is to start nothing more`,
      });
      await sql`select look(${environmentUid})`.execute(rows);
    } else {
      throw new OrchestratorError(
        "PROMOTION_ENDED",
        `promotion "${promotionId}" is ${promotion.state.toLowerCase()}: decide with restore or leave`,
        {
          details: { promotionId, state: promotion.state },
        },
      );
    }
    return [{ kind: "Promotion", project, name: promotionId, result: "cancelling", promotionId }];
  });
}

/** Locks a promotion that is not over. @throws OrchestratorError `NOT_FOUND`, `PROMOTION_ENDED` */
export async function lockLivePromotion(
  rows: Rows,
  promotionId: string,
): Promise<{ readonly promotion: LockedPromotion; readonly environment?: LockedEnvironment }> {
  const locked = await lockPromotion(rows, promotionId);
  if (locked === undefined) throw noPromotion(promotionId);
  const { state } = locked.promotion;
  if (!isPromotionOver(state)) return locked;
  throw new OrchestratorError("PROMOTION_ENDED", `promotion "${promotionId}" has ended: ${state}`, {
    details: { promotionId, state },
  });
}

/** For an id that nobody knows. */
export function noPromotion(promotionId: string): OrchestratorError {
  return new OrchestratorError("NOT_FOUND", `there is no promotion "${promotionId}"`, { details: { promotionId } });
}

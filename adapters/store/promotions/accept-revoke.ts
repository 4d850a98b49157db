import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import type { Postgres } from "../connect-postgres.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { storableText } from "../storable.ts";
import { writeEvent } from "../write-event.ts";
import { noPromotion } from "./accept-cancel-promotion.ts";
import { lockPromotion } from "./lock-promotion.ts";
import { wakePromotions } from "./wake-promotions.ts";

/** Makes a verification not count any more for the stages behind it. @see StoreOfPromotionApi.acceptRevoke */
export async function acceptRevoke(
  postgres: Postgres,
  identity: RequestIdentity,
  promotionId: string,
  reason: string,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "revoke" }, async (rows, { actor }) => {
    const locked = await lockPromotion(rows, promotionId);
    if (locked === undefined) throw noPromotion(promotionId);
    const { project, environment, environmentUid, release, state } = locked.promotion;
    if (state !== "Verified")
      throw new OrchestratorError(
        "PROMOTION_ENDED",
        `promotion "${promotionId}" is ${state.toLowerCase()}, not verified`,
        {
          details: { promotionId, state },
        },
      );
    await sql`update promotion set revoked_at = now(), revoked_reason = ${storableText(reason)} where id = ${promotionId}`.execute(
      rows,
    );
    // Whoever is about to take a turn on the strength of it asks its gates again.
    await sql`select touch_rules()`.execute(rows);
    await writeEvent(rows, {
      type: "promotion.revoked",
      actor,
      project,
      environment,
      environmentUid,
      promotionId,
      message: `the verification of ${release} in ${environment} was revoked: ${reason}`,
    });
    await wakePromotions(rows, sql`p.project = ${project} and p.release = ${release}`);
    return [{ kind: "Promotion", project, name: promotionId, result: "revoked", promotionId }];
  });
}

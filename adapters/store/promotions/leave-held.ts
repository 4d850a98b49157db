import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import type { Actor } from "../views-port.ts";
import { endPromotion } from "./end-promotion.ts";
import { lockPromotionRow } from "./lock-promotion.ts";

/** A person goes on with a held environment by other means: its held promotion is over, and what it left stays. */
export async function leaveHeldPromotions(rows: Rows, environment: LockedEnvironment, actor: Actor): Promise<void> {
  const held = await many(
    rows,
    sql<{
      id: string;
    }>`select id from promotion where environment_uid = ${environment.uid} and state = 'Held' order by position`,
  );
  for (const { id } of held) {
    const promotion = await lockPromotionRow(rows, id);
    if (promotion === undefined) continue;
    const runs = environment.document.spec.release;
    await endPromotion(rows, promotion, { outcome: "Failed", reason: `left as it is by ${actor.name}`, actor, runs });
  }
}

/** The environment is gone: nothing more comes of its promotions. */
export async function cancelPromotionsOfGone(rows: Rows, environment: LockedEnvironment, actor: Actor): Promise<void> {
  const open = await many(
    rows,
    sql<{
      id: string;
    }>`select id from promotion where environment_uid = ${environment.uid} and not is_promotion_over(state) order by position`,
  );
  for (const { id } of open) {
    const promotion = await lockPromotionRow(rows, id);
    if (promotion !== undefined)
      await endPromotion(rows, promotion, { outcome: "Cancelled", reason: "its environment was deleted", actor });
  }
}

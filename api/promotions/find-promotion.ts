import type { Store } from "../../adapters/store/port.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** A promotion with everything about it. @throws OrchestratorError `NOT_FOUND` */
export async function findPromotion(store: Pick<Store, "getPromotion">, id: string): Promise<PromotionDetail> {
  const promotion = await store.getPromotion(id);
  if (promotion !== undefined) return promotion;
  throw new OrchestratorError("NOT_FOUND", `no promotion has the id ${JSON.stringify(id)}`, { details: { id } });
}

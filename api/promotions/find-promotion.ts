import type { Store } from "../../adapters/store/port.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import { noThing } from "../access/needs.ts";

/** A promotion with everything about it. @throws OrchestratorError `NOT_FOUND` */
export async function findPromotion(store: Pick<Store, "getPromotion">, id: string): Promise<PromotionDetail> {
  const promotion = await store.getPromotion(id);
  if (promotion !== undefined) return promotion;
  throw noThing({ kind: "promotion", id });
}

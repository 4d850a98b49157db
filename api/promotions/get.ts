import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { findPromotion } from "./find-promotion.ts";

const route = createRoute({
  operationId: "getPromotion",
  method: "get",
  path: "/v1/promotions/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<PromotionDetail>("The promotion with its gates, plan, operations and steps."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Shows one promotion. */
export const getPromotionRoute = (store: Pick<Store, "placeOf" | "getPromotion">) =>
  guarded(
    route,
    ofThing("view", store, (context) => ({ kind: "promotion", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => context.json(await findPromotion(store, id), 200),
  );

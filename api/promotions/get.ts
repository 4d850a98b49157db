import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { PromotionDetail } from "../../adapters/store/promotion-views-port.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
export const getPromotionRoute = (store: Pick<Store, "getPromotion">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) =>
    context.json(await findPromotion(store, context.req.valid("param").id), 200),
  );

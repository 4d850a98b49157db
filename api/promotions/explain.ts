import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { type Explanation, explainPromotion } from "../../domain/explain-promotion.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { findPromotion } from "./find-promotion.ts";

const route = createRoute({
  operationId: "explainPromotion",
  method: "get",
  path: "/v1/promotions/{id}/explanation",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<Explanation>("How it stands, what it waits for and on whom, and what to do about it."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Explains where a promotion stands. */
export const explainPromotionRoute = (store: Pick<Store, "getPromotion">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) =>
    context.json(explainPromotion(await findPromotion(store, context.req.valid("param").id)), 200),
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { type Explanation, explainPromotion } from "../../domain/explain-promotion.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
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
export const explainPromotionRoute = (store: Pick<Store, "placeOf" | "getPromotion">) =>
  guarded(
    route,
    ofThing("view", store, (context) => ({ kind: "promotion", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => context.json(explainPromotion(await findPromotion(store, id)), 200),
  );

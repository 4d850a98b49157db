import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { setLocation } from "../http/answer-accepted.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "cancelPromotion",
  method: "post",
  path: "/v1/promotions/{id}/cancel",
  request: { params: z.object({ id: PathName }) },
  responses: {
    202: jsonAnswer<Accepted>("Recorded; one that waits has ended, of one that runs nothing more is started."),
    ...problemAnswers("NOT_FOUND", "PROMOTION_ENDED", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Ends a promotion that waits; of one that runs nothing more is started, and what ran before is put back. */
export const cancelPromotionRoute = (store: Pick<Store, "placeOf" | "acceptCancelPromotion">) =>
  guarded(
    route,
    ofThing("promote", store, (context) => ({ kind: "promotion", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const accepted = await store.acceptCancelPromotion(identifyRequest(context), id);
      setLocation(context, accepted);
      return context.json(accepted, 202);
    },
  );

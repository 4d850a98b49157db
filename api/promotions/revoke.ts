import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { RequiredReason, takeReason } from "./take-reason.ts";

const route = createRoute({
  operationId: "revokePromotion",
  method: "post",
  path: "/v1/promotions/{id}/revoke",
  middleware: [takeReason] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: true, content: { "application/json": { schema: RequiredReason } } },
  },
  responses: {
    200: jsonAnswer<Accepted>("Recorded; the stages behind it do not count it any more."),
    ...problemAnswers(
      "NOT_FOUND",
      "PROMOTION_ENDED",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Makes a verification not count any more. */
export const revokePromotionRoute = (store: Pick<Store, "placeOf" | "acceptRevoke">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "promotion", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason } = context.req.valid("json");
      return context.json(await store.acceptRevoke(identifyRequest(context, reason), id, reason), 200);
    },
  );

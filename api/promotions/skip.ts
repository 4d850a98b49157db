import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { answerDecision, decisionAnswers } from "./answer-decision.ts";
import { RequiredReason, takeReason } from "./take-reason.ts";

const route = createRoute({
  operationId: "skipPromotion",
  method: "post",
  path: "/v1/promotions/{id}/skip",
  middleware: [takeReason] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: true, content: { "application/json": { schema: RequiredReason } } },
  },
  responses: decisionAnswers("Recorded; it goes on without the step that failed."),
});

/** Goes on with a held promotion without the step that failed. */
export const skipPromotionRoute = (store: Pick<Store, "placeOf" | "acceptDecision">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "promotion", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason } = context.req.valid("json");
      const decision = { choice: "skip", reason } as const;
      return answerDecision(context, await store.acceptDecision(identifyRequest(context, reason), id, decision));
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { answerDecision, decisionAnswers } from "./answer-decision.ts";
import { OptionalReason, takeOptionalReason } from "./take-reason.ts";

const route = createRoute({
  operationId: "restorePromotion",
  method: "post",
  path: "/v1/promotions/{id}/restore",
  middleware: [takeOptionalReason] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: false, content: { "application/json": { schema: OptionalReason } } },
  },
  responses: decisionAnswers("Recorded; what ran before is put back."),
});

/** Puts back what ran before a held promotion, or tries that again. */
export const restorePromotionRoute = (store: Pick<Store, "placeOf" | "acceptDecision">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "promotion", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason = "" } = context.req.valid("json");
      const decision = { choice: "restore", reason } as const;
      return answerDecision(context, await store.acceptDecision(identifyRequest(context, reason), id, decision));
    },
  );

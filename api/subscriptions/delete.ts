import { createRoute } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteSubscription",
  method: "delete",
  path: "/v1/subscriptions/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted; what it was still to be told is told no more."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a subscription. */
export const deleteSubscriptionRoute = (store: Pick<Store, "acceptDeleteDocument">) =>
  guarded(
    route,
    inProject("operate", (context) => context.req.valid("param").project),
    async (context) => {
      const target = { kind: "Subscription", ...context.req.valid("param") } as const;
      return context.json(await store.acceptDeleteDocument(identifyRequest(context), target), 200);
    },
  );

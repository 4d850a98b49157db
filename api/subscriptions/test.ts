import { createRoute } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "testSubscription",
  method: "post",
  path: "/v1/subscriptions/{project}/{name}/test",
  request: { params: ProjectAndName },
  responses: {
    202: jsonAnswer<Accepted>("A test is queued; its name is the id of the delivery."),
    ...problemAnswers("NOT_FOUND", "SUBSCRIPTION_DISABLED", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Tells one subscription of a test, which is no event of the record. */
export const testSubscriptionRoute = (store: Pick<Store, "acceptTestDelivery">) =>
  guarded(
    route,
    inProject("operate", (context) => context.req.valid("param").project),
    async (context) => {
      const accepted = await store.acceptTestDelivery(identifyRequest(context), context.req.valid("param"));
      return context.json(accepted, 202);
    },
  );

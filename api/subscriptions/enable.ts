import { createRoute } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "enableSubscription",
  method: "post",
  path: "/v1/subscriptions/{project}/{name}/enable",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<Accepted>("It is tried again; what died meanwhile can be queued again."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Makes a disabled subscription be tried again. */
export const enableSubscriptionRoute = (store: Pick<Store, "acceptEnable">) =>
  guarded(
    route,
    inProject("operate", (context) => context.req.valid("param").project),
    async (context) => {
      const accepted = await store.acceptEnable(identifyRequest(context), context.req.valid("param"));
      return context.json(accepted, 200);
    },
  );

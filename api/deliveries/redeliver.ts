import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "redeliver",
  method: "post",
  path: "/v1/deliveries/{id}/redeliver",
  request: { params: z.object({ id: PathName }) },
  responses: {
    202: jsonAnswer<Accepted>("It is queued again, under the same id."),
    ...problemAnswers("NOT_FOUND", "SUBSCRIPTION_DISABLED", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Tells somebody once more, whether it was delivered or not. */
export const redeliverRoute = (store: Pick<Store, "acceptRedeliver">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    return context.json(await store.acceptRedeliver(identifyRequest(context), id), 202);
  });

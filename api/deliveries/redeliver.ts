import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
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
export const redeliverRoute = (store: Pick<Store, "placeOf" | "acceptRedeliver">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "delivery", id: context.req.valid("param").id })),
    async (context) => {
      const { id } = context.req.valid("param");
      return context.json(await store.acceptRedeliver(identifyRequest(context), id), 202);
    },
  );

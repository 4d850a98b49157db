import { createRoute, z } from "@hono/zod-openapi";
import type { DeliveryDetail } from "../../adapters/store/notifications-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "getDelivery",
  method: "get",
  path: "/v1/deliveries/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<DeliveryDetail>("The delivery, with its last attempts."),
    ...problemAnswers("NOT_FOUND", "REQUEST_INVALID"),
  },
});

/** Says everything about one delivery. */
export const getDeliveryRoute = (store: Pick<Store, "placeOf" | "getDelivery">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "delivery", id: context.req.valid("param").id })),
    async (context) => {
      const { id } = context.req.valid("param");
      const found = await store.getDelivery(id);
      if (found === undefined)
        throw new OrchestratorError("NOT_FOUND", `there is no delivery "${id}"`, { details: { delivery: id } });
      return context.json(found, 200);
    },
  );

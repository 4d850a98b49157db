import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { DeliveryDetail } from "../../adapters/store/notifications-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
export const getDeliveryRoute = (store: Pick<Store, "getDelivery">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const found = await store.getDelivery(id);
    if (found === undefined)
      throw new OrchestratorError("NOT_FOUND", `there is no delivery "${id}"`, { details: { delivery: id } });
    return context.json(found, 200);
  });

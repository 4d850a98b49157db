import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "cancelOperation",
  method: "post",
  path: "/v1/operations/{id}/cancel",
  request: { params: z.object({ id: PathName }) },
  responses: {
    202: jsonAnswer<Accepted>("Recorded; what is in flight ends, nothing more starts."),
    ...problemAnswers("NOT_FOUND", "OPERATION_ENDED", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Asks a running operation to stop starting things, or ends one that waits. */
export const cancelOperationRoute = (store: Pick<Store, "acceptCancel">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const accepted = await store.acceptCancel(identifyRequest(context), id);
    return context.json(accepted, 202, { location: `/v1/operations/${encodeURIComponent(id)}` });
  });

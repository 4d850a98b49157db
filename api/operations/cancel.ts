import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
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
export const cancelOperationRoute = (store: Pick<Store, "placeOf" | "acceptCancel">) =>
  guarded(
    route,
    ofThing("promote", store, (context) => ({ kind: "operation", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const accepted = await store.acceptCancel(identifyRequest(context), id);
      return context.json(accepted, 202, { location: `/v1/operations/${encodeURIComponent(id)}` });
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";

const Reason = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe("Why it is given up; kept in the record."),
});
const route = createRoute({
  operationId: "abandonOperation",
  method: "post",
  path: "/v1/operations/{id}/abandon",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 })] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: true, content: { "application/json": { schema: Reason } } },
  },
  responses: {
    202: jsonAnswer<Accepted>("Recorded; the environment is held."),
    ...problemAnswers(
      "NOT_FOUND",
      "OPERATION_ENDED",
      "OPERATION_NOT_STUCK",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Gives up a running operation whose workflow does nothing any more. */
export const abandonOperationRoute = (store: Pick<Store, "placeOf" | "acceptAbandon">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "operation", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason } = context.req.valid("json");
      const accepted = await store.acceptAbandon(identifyRequest(context, reason), id, reason);
      return context.json(accepted, 202, { location: `/v1/operations/${encodeURIComponent(id)}` });
    },
  );

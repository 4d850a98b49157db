import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteSnapshot",
  method: "delete",
  path: "/v1/snapshots/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It is gone already."),
    202: jsonAnswer<Accepted>("Recorded; its cell deletes it, and it is listed until it is gone."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a snapshot that no environment is to be restored from. Asked twice, the second joins the first. */
export const deleteSnapshotRoute = (store: Pick<Store, "acceptDeleteSnapshot">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const accepted = await store.acceptDeleteSnapshot(identifyRequest(context), id);
    const isGone = accepted.results.every(({ result }) => result === "deleted");
    return isGone ? context.json(accepted, 200) : context.json(accepted, 202);
  });

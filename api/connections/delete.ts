import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteConnection",
  method: "delete",
  path: "/v1/connections/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a connection that no pipeline uses. */
export const deleteConnectionRoute = (store: Pick<Store, "acceptDeleteDocument">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const target = { kind: "Connection", ...context.req.valid("param") } as const;
    return context.json(await store.acceptDeleteDocument(identifyRequest(context), target), 200);
  });

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteRelease",
  method: "delete",
  path: "/v1/releases/{project}/{version}",
  request: { params: z.object({ project: PathName, version: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a release that nothing uses. */
export const deleteReleaseRoute = (store: Pick<Store, "acceptDeleteUnused">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { project, version } = context.req.valid("param");
    const target = { kind: "Release", project, name: version } as const;
    return context.json(await store.acceptDeleteUnused(identifyRequest(context), target), 200);
  });

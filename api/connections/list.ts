import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { DocumentView, Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ConnectionDocument } from "../../domain/schema/documents.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listConnections",
  method: "get",
  path: "/v1/connections",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<DocumentView<ConnectionDocument>>>(
      "A page of connections; they hold names of secrets, never a value.",
    ),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists connections, of one project or of all. */
export const listConnectionsRoute = (store: Pick<Store, "listConnections">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const query = context.req.valid("query");
    const page = query.project === undefined ? pageOf(query) : { ...pageOf(query), project: query.project };
    return context.json(await store.listConnections(page), 200);
  });

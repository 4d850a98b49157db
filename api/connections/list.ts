import { createRoute } from "@hono/zod-openapi";
import type { DocumentView, Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ConnectionDocument } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
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
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listConnections(page), 200);
  });

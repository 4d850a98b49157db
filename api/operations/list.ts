import { createRoute } from "@hono/zod-openapi";
import type { Listed, OperationView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listOperations",
  method: "get",
  path: "/v1/operations",
  request: {
    query: ProjectPageQuery.extend({ environment: PathName.optional().describe("Only this environment's, by name.") }),
  },
  responses: {
    200: jsonAnswer<Listed<OperationView>>("A page of operations, newest first."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists operations, also those of environments that are gone. */
export const listOperationsRoute = (store: Pick<Store, "listOperations">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { project, environment, ...query } = context.req.valid("query");
    const filter = {
      ...(project === undefined ? {} : { project }),
      ...(environment === undefined ? {} : { environment }),
    };
    return context.json(await store.listOperations({ ...filter, ...pageOf(query, access.visible) }), 200);
  });

import { createRoute } from "@hono/zod-openapi";
import type { EnvironmentView, Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listEnvironments",
  method: "get",
  path: "/v1/environments",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<EnvironmentView>>("A page of environments."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists environments, of one project or of all. */
export const listEnvironmentsRoute = (store: Pick<Store, "listEnvironments">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listEnvironments(page), 200);
  });

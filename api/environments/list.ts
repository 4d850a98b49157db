import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { EnvironmentView, Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const query = context.req.valid("query");
    const page = query.project === undefined ? pageOf(query) : { ...pageOf(query), project: query.project };
    return context.json(await store.listEnvironments(page), 200);
  });

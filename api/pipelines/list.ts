import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { PipelineView } from "../../adapters/store/promotion-views-port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listPipelines",
  method: "get",
  path: "/v1/pipelines",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<PipelineView>>("A page of pipelines, each in its current version."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists pipelines, of one project or of all. */
export const listPipelinesRoute = (store: Pick<Store, "listPipelines">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const query = context.req.valid("query");
    const page = query.project === undefined ? pageOf(query) : { ...pageOf(query), project: query.project };
    return context.json(await store.listPipelines(page), 200);
  });

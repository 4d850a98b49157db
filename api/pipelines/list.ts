import { createRoute } from "@hono/zod-openapi";
import type { Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { PipelineView } from "../../adapters/store/promotion-views-port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
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
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listPipelines(page), 200);
  });

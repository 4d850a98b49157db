import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { PipelineStatus } from "../../adapters/store/promotion-views-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "getPipeline",
  method: "get",
  path: "/v1/pipelines/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<PipelineStatus>("The pipeline, and what each of its stages runs and waits for."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Shows a pipeline and where its releases stand. */
export const getPipelineRoute = (store: Pick<Store, "pipelineStatus">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { project, name } = context.req.valid("param");
    const status = await store.pipelineStatus(project, name);
    if (status === undefined)
      throw new OrchestratorError(
        "NOT_FOUND",
        `no pipeline is called ${JSON.stringify(name)} in project ${JSON.stringify(project)}`,
        { details: { project, name } },
      );
    return context.json(status, 200);
  });

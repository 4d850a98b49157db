import { createRoute } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { PipelineStatus } from "../../adapters/store/promotion-views-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
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
  guarded(
    route,
    inProject("view", (context) => context.req.valid("param").project),
    async (context, { target: project, access }) => {
      const { name } = context.req.valid("param");
      const status = await store.pipelineStatus(project, name, access.visible);
      if (status === undefined)
        throw new OrchestratorError(
          "NOT_FOUND",
          `no pipeline is called ${JSON.stringify(name)} in project ${JSON.stringify(project)}`,
          { details: { project, name } },
        );
      return context.json(status, 200);
    },
  );

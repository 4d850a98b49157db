import { createRoute } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "deletePipeline",
  method: "delete",
  path: "/v1/pipelines/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a pipeline without open promotions; its environments are no stages any more. */
export const deletePipelineRoute = (store: Pick<Store, "acceptDeleteDocument">) =>
  guarded(
    route,
    inProject("delete", (context) => context.req.valid("param").project),
    async (context, { target: project }) => {
      const deleted = { kind: "Pipeline", project, name: context.req.valid("param").name } as const;
      return context.json(await store.acceptDeleteDocument(identifyRequest(context), deleted), 200);
    },
  );

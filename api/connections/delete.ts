import { createRoute } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteConnection",
  method: "delete",
  path: "/v1/connections/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a connection that no pipeline uses. */
export const deleteConnectionRoute = (store: Pick<Store, "acceptDeleteDocument">) =>
  guarded(
    route,
    inProject("delete", (context) => context.req.valid("param").project),
    async (context, { target: project }) => {
      const deleted = { kind: "Connection", project, name: context.req.valid("param").name } as const;
      return context.json(await store.acceptDeleteDocument(identifyRequest(context), deleted), 200);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteProject",
  method: "delete",
  path: "/v1/projects/{name}",
  request: { params: z.object({ name: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a project that nothing uses. */
export const deleteProjectRoute = (store: Pick<Store, "acceptDeleteUnused">) =>
  guarded(
    route,
    inProject("delete", (context) => context.req.valid("param").name),
    async (context, { target: name }) => {
      const deleted = { kind: "Project", project: name, name } as const;
      return context.json(await store.acceptDeleteUnused(identifyRequest(context), deleted), 200);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteBlueprint",
  method: "delete",
  path: "/v1/blueprints/{project}/{name}/{version}",
  request: { params: z.object({ project: PathName, name: PathName, version: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a blueprint version that nothing uses. */
export const deleteBlueprintRoute = (store: Pick<Store, "acceptDeleteUnused">) =>
  guarded(
    route,
    inProject("delete", (context) => context.req.valid("param").project),
    async (context, { target: project }) => {
      const { name, version } = context.req.valid("param");
      const deleted = { kind: "Blueprint", project, name: `${name}@${version}` } as const;
      return context.json(await store.acceptDeleteUnused(identifyRequest(context), deleted), 200);
    },
  );

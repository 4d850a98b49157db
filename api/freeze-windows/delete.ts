import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { needOfOrganisation, needOfProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteFreezeWindow",
  method: "delete",
  path: "/v1/freeze-windows/{name}",
  request: {
    params: z.object({ name: PathName }),
    query: z.object({ project: PathName.optional().describe("Its project; absent for one of every project.") }),
  },
  responses: {
    200: jsonAnswer<Accepted>("It is lifted; what waited for it goes on, a few at once."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Lifts a freeze window. */
export const deleteFreezeWindowRoute = (store: Pick<Store, "acceptDeleteDocument">) =>
  guarded(
    route,
    {
      action: "operate",
      on: "any",
      find: (context) => {
        const { project = "" } = context.req.valid("query");
        const need = project === "" ? needOfOrganisation("operate") : needOfProject("operate", project);
        return { needs: [need], target: project };
      },
    },
    async (context, { target: project }) => {
      const { name } = context.req.valid("param");
      const deleted = { kind: "FreezeWindow", project, name } as const;
      return context.json(await store.acceptDeleteDocument(identifyRequest(context), deleted), 200);
    },
  );

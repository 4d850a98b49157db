import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { type Asked, guarded } from "../access/guarded.ts";
import { needOfProject } from "../access/needs.ts";
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

/** Deletes a project that nothing uses, and the roles that hold in it. */
export const deleteProjectRoute = (store: Pick<Store, "acceptDeleteUnused" | "findAnswer">) =>
  guarded(
    route,
    {
      action: "delete",
      on: "project",
      find: async (context): Promise<Asked<string | Accepted>> => {
        // A repeat gets its first answer, though its sender's roles went with the project. The answer is the sender's own.
        const earlier = await store.findAnswer(identifyRequest(context));
        if (earlier !== undefined) return { needs: [], target: earlier };
        const { name } = context.req.valid("param");
        return { needs: [needOfProject("delete", name)], target: name };
      },
    },
    async (context, { target }) => {
      if (typeof target !== "string") return context.json(target, 200);
      const deleted = { kind: "Project", project: target, name: target } as const;
      return context.json(await store.acceptDeleteUnused(identifyRequest(context), deleted), 200);
    },
  );

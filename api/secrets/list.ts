import { createRoute, z } from "@hono/zod-openapi";
import type { Secrets } from "../../adapters/secrets/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "listSecrets",
  method: "get",
  path: "/v1/secrets",
  request: { query: z.object({ project: PathName.describe("Whose secrets.") }) },
  responses: {
    200: jsonAnswer<{ readonly items: readonly { readonly name: string }[] }>(
      "Their names, sorted, never their values.",
    ),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists the names of a project's secrets. */
export const listSecretsRoute = (secrets: Pick<Secrets, "names">) =>
  guarded(
    route,
    inProject("view", (context) => context.req.valid("query").project),
    async (context, { target: project }) => {
      const names = await secrets.names(project);
      return context.json({ items: names.map((name) => ({ name })) }, 200);
    },
  );

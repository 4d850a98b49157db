import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const names = await secrets.names(context.req.valid("query").project);
    return context.json({ items: names.map((name) => ({ name })) }, 200);
  });

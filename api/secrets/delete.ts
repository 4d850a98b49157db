import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { ProjectAndName } from "../http/names.ts";
import { readOnlySecrets } from "./read-only-secrets.ts";

const route = createRoute({
  operationId: "deleteSecret",
  method: "delete",
  path: "/v1/secrets/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<{ readonly name: string }>("It is gone, also where it never was."),
    ...problemAnswers("SECRET_INVALID", "METHOD_NOT_ALLOWED"),
  },
});

/** Deletes a secret's value. */
export const deleteSecretRoute = (secrets: Secrets) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { project, name } = context.req.valid("param");
    if (secrets.delete === undefined) throw readOnlySecrets();
    await secrets.delete(project, name);
    return context.json({ name }, 200);
  });

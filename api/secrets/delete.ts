import { createRoute } from "@hono/zod-openapi";
import type { Secrets } from "../../adapters/secrets/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
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
  guarded(
    route,
    inProject("write-secrets", (context) => context.req.valid("param").project),
    async (context, { target: project }) => {
      const { name } = context.req.valid("param");
      if (secrets.delete === undefined) throw readOnlySecrets();
      await secrets.delete(project, name);
      return context.json({ name }, 200);
    },
  );

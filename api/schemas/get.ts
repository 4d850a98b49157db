import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { documentJsonSchema, DOCUMENT_KINDS, type JsonSchema } from "./document-json-schema.ts";

const route = createRoute({
  operationId: "getSchema",
  method: "get",
  path: "/v1/schemas/{kind}",
  request: { params: z.object({ kind: PathName }) },
  responses: { 200: jsonAnswer<JsonSchema>("The JSON Schema of one document kind."), ...problemAnswers("NOT_FOUND") },
});

/** Shows the JSON Schema of one document kind, whichever case its name is written in. */
export const getSchemaRoute = () =>
  new OpenAPIHono<ApiEnv>().openapi(route, (context) => {
    const asked = context.req.valid("param").kind;
    const kind = DOCUMENT_KINDS.find((one) => one.toLowerCase() === asked.toLowerCase());
    if (kind === undefined) {
      throw new OrchestratorError(
        "NOT_FOUND",
        `no document kind is called ${JSON.stringify(asked)}; there are ${DOCUMENT_KINDS.join(", ")}`,
      );
    }
    return context.json(documentJsonSchema(kind), 200);
  });

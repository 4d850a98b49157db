import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { documentJsonSchema, DOCUMENT_KINDS, type JsonSchema } from "./document-json-schema.ts";

const route = createRoute({
  operationId: "listSchemas",
  method: "get",
  path: "/v1/schemas",
  responses: {
    200: jsonAnswer<{ readonly items: readonly { readonly kind: string; readonly schema: JsonSchema }[] }>(
      "The JSON Schema of each document kind.",
    ),
    ...problemAnswers(),
  },
});

/** Lists the JSON Schemas of documents. */
export const listSchemasRoute = () =>
  new OpenAPIHono<ApiEnv>().openapi(route, (context) =>
    context.json({ items: DOCUMENT_KINDS.map((kind) => ({ kind, schema: documentJsonSchema(kind) })) }, 200),
  );

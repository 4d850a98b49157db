import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import type { DocumentSchema } from "./document-schema.ts";

const route = createRoute({
  operationId: "listSchemas",
  method: "get",
  path: "/v1/schemas",
  responses: {
    200: jsonAnswer<{ readonly items: readonly DocumentSchema[] }>("The JSON Schema of each document kind."),
    ...problemAnswers(),
  },
});

/** Lists the JSON Schemas of documents. */
export const listSchemasRoute = (items: readonly DocumentSchema[]) =>
  new OpenAPIHono<ApiEnv>().openapi(route, (context) => context.json({ items }, 200));

import { createRoute } from "@hono/zod-openapi";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
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
  guarded(route, forEverybody("the document format is public"), (context) => context.json({ items }, 200));

import { createRoute, z } from "@hono/zod-openapi";
import { OrchestratorError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import type { DocumentSchema } from "./document-schema.ts";

const route = createRoute({
  operationId: "getSchema",
  method: "get",
  path: "/v1/schemas/{kind}",
  request: { params: z.object({ kind: PathName }) },
  responses: { 200: jsonAnswer<JsonObject>("The JSON Schema of one document kind."), ...problemAnswers("NOT_FOUND") },
});

/** Shows the JSON Schema of one document kind, whichever case its name is written in. */
export const getSchemaRoute = (schemas: readonly DocumentSchema[]) =>
  guarded(route, forEverybody("the document format is public"), (context) => {
    const asked = context.req.valid("param").kind;
    const found = schemas.find(({ kind }) => kind.toLowerCase() === asked.toLowerCase());
    if (found !== undefined) return context.json(found.schema, 200);
    const kinds = schemas.map(({ kind }) => kind).join(", ");
    throw new OrchestratorError("NOT_FOUND", `no document kind is called ${JSON.stringify(asked)}; there are ${kinds}`);
  });

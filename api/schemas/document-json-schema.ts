import { z } from "zod";
import { DOCUMENT_SCHEMAS } from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = JsonObject;
/** A document's `kind`. */
export type DocumentKind = keyof typeof DOCUMENT_SCHEMAS;
/** Every document kind, in the order in which they build on each other. */
export const DOCUMENT_KINDS = [
  "Project",
  "Blueprint",
  "Release",
  "Environment",
] as const satisfies readonly DocumentKind[];

/** The JSON Schema of what a person may write for a kind: fields with defaults are optional. */
export function documentJsonSchema(kind: DocumentKind): JsonSchema {
  return plainJsonSchema(DOCUMENT_SCHEMAS[kind]);
}

/** The JSON Schema of what a zod schema takes. What JSON Schema cannot say is left open. */
export function plainJsonSchema(schema: z.ZodType): JsonSchema {
  // Through text: zod types its answer with functions that it does not have.
  return JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }))) as JsonSchema;
}

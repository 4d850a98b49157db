import { z } from "zod";
import { API_VERSION, DOCUMENT_SCHEMAS } from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";

/** The word in `kind:` of a document. */
export type DocumentKind = keyof typeof DOCUMENT_SCHEMAS;

/** Every kind of document, in the order in which they build on each other. */
export const DOCUMENT_KINDS = Object.keys(DOCUMENT_SCHEMAS) as readonly DocumentKind[];

/** The JSON Schema (2020-12) of what may be written in a document of a kind, defaults left out being allowed. */
export function documentJsonSchema(kind: DocumentKind): JsonObject {
  const schema = toJsonSchema(DOCUMENT_SCHEMAS[kind]);
  return { $id: `https://${API_VERSION}/${kind.toLowerCase()}.json`, title: kind, ...schema };
}

/** The JSON Schema of what a zod schema takes in. What JSON Schema cannot say is left out. */
export function toJsonSchema(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonObject;
}

import type { JsonObject } from "../../domain/schema/json.ts";

/** The JSON Schema, draft 2020-12, of what may be written in a document of a kind. */
export interface DocumentSchema {
  readonly kind: string;
  readonly schema: JsonObject;
}

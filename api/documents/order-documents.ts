import type { Document } from "../../domain/schema/documents.ts";
import { DOCUMENT_KINDS } from "../schemas/document-json-schema.ts";

/** The documents in the order in which they build on each other: projects, blueprints, releases, environments; else as given. */
export function orderDocuments(documents: readonly Document[]): readonly Document[] {
  return documents.toSorted((one, other) => DOCUMENT_KINDS.indexOf(one.kind) - DOCUMENT_KINDS.indexOf(other.kind));
}

import { type Document, DOCUMENT_SCHEMAS } from "../../domain/schema/documents.ts";

/** The schemas stand in the order in which their kinds build on each other. */
const ORDER = Object.keys(DOCUMENT_SCHEMAS);

/** The documents in the order in which they build on each other: projects, blueprints, releases, environments; else as given. */
export function orderDocuments(documents: readonly Document[]): readonly Document[] {
  return documents.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}

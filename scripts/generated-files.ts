import { DOCUMENT_KINDS, documentJsonSchema } from "../adapters/documents/document-json-schemas.ts";

/** A file that is made from code. */
export interface GeneratedFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** Every file that `npm run generate` writes: the JSON Schemas of the documents. */
export function generatedFiles(): readonly GeneratedFile[] {
  return DOCUMENT_KINDS.map((kind) => ({
    path: `docs/schemas/${kind.toLowerCase()}.json`,
    content: `${JSON.stringify(documentJsonSchema(kind), null, 2)}\n`,
  }));
}

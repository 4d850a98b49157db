import { eksPermissionsPage } from "./eks-permissions-page.ts";
import { errorsPage } from "./errors-page.ts";
import { gatesPage } from "./gates-page.ts";
import { kindsPage } from "./kinds-page.ts";
import { stepsPage } from "./steps-page.ts";
import { DOCUMENT_KINDS, documentJsonSchema } from "../adapters/documents/document-json-schemas.ts";

/** A file that is made from code. */
export interface GeneratedFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** Every file that `npm run generate` writes: the JSON Schemas of the documents, the pages of error codes, kinds, steps, gates and permissions. */
export function generatedFiles(): readonly GeneratedFile[] {
  const schemas = DOCUMENT_KINDS.map((kind) => ({
    path: `docs/schemas/${kind.toLowerCase()}.json`,
    content: `${JSON.stringify(documentJsonSchema(kind), null, 2)}\n`,
  }));
  return [
    ...schemas,
    { path: "docs/reference/errors.md", content: errorsPage() },
    { path: "docs/reference/kinds.md", content: kindsPage() },
    { path: "docs/reference/steps.md", content: stepsPage() },
    { path: "docs/reference/gates.md", content: gatesPage() },
    { path: "docs/reference/eks-permissions.md", content: eksPermissionsPage() },
  ];
}

import type { AcceptedResult, Catalog } from "../../adapters/store/port.ts";
import { identityOf } from "../../domain/known-documents.ts";
import type { Document } from "../../domain/schema/documents.ts";
import type { Json } from "../../domain/schema/json.ts";
import { digestDocument } from "./digest-document.ts";

/** What applying a document would answer, for a dry run. The catalog has only the names of projects: a stored one counts as unchanged. */
export function foreseeResult(document: Document, catalog: Catalog, digest: (value: Json) => string): AcceptedResult {
  const identity = identify(document);
  if (document.kind === "Project")
    return { ...identity, result: catalog.projects.includes(identity.name) ? "unchanged" : "created" };
  const all = [...catalog.blueprints, ...catalog.releases, ...catalog.environments];
  const stored = all.find((one) => identityOf(one.document) === identityOf(document));
  if (stored === undefined) return { ...identity, result: "created" };
  const isSame = digestDocument(stored.document, digest) === digestDocument(document, digest);
  return { ...identity, result: isSame ? "unchanged" : "changed" };
}

/** What a document is called: by its name, `name@version` for a blueprint, the version for a release. */
export function identify(document: Document): Pick<AcceptedResult, "kind" | "project" | "name"> {
  const { kind, metadata } = document;
  if (kind === "Project") return { kind, project: metadata.name, name: metadata.name };
  const { project } = metadata;
  if (kind === "Blueprint") return { kind, project, name: `${metadata.name}@${metadata.version}` };
  return { kind, project, name: kind === "Release" ? metadata.version : metadata.name };
}

import type { CheckCatalog, CheckedDocument } from "./document-check.ts";
import type { BlueprintDocument, Document, ReleaseDocument } from "./schema/documents.ts";

/** The documents that others may refer to: those of the file first, then what is stored. */
export interface KnownDocuments {
  readonly projects: readonly string[];
  /** By `name@version`; undefined when there is none. */
  blueprint(project: string, reference: string): BlueprintDocument | undefined;
  release(project: string, version: string): ReleaseDocument | undefined;
  /** `name@version` of every blueprint of a project. */
  blueprintNames(project: string): readonly string[];
  /** Versions of every release of a project. */
  releaseVersions(project: string): readonly string[];
}

/** Looks documents up in a file and, behind it, in the catalog. */
export function knownDocuments(checked: readonly CheckedDocument[], catalog: CheckCatalog): KnownDocuments {
  const sent = checked.map(({ document }) => document);
  const blueprints = new Map<string, BlueprintDocument>();
  const releases = new Map<string, ReleaseDocument>();
  const projects = new Set(catalog.projects);
  const add = (document: Document) => {
    if (document.kind === "Project") projects.add(document.metadata.name);
    if (document.kind === "Blueprint") blueprints.set(identityOf(document), document);
    if (document.kind === "Release") releases.set(identityOf(document), document);
  };
  for (const { document } of [...catalog.blueprints, ...catalog.releases]) add(document);
  for (const document of sent) add(document);
  const ofProject = (names: Iterable<string>, prefix: string) =>
    [...names].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return {
    projects: [...projects],
    blueprint: (project, reference) => blueprints.get(`Blueprint ${project}/${reference}`),
    release: (project, version) => releases.get(`Release ${project}/${version}`),
    blueprintNames: (project) => ofProject(blueprints.keys(), `Blueprint ${project}/`),
    releaseVersions: (project) => ofProject(releases.keys(), `Release ${project}/`),
  };
}

/** The project a document belongs to: of a project its own name, of a freeze window for all of them the empty text. */
export function projectOf(document: Document): string {
  return document.kind === "Project" ? document.metadata.name : (document.metadata.project ?? "");
}

/** Kind, project and name of a document, with the version where it has one: two documents with the same are the same resource. */
export function identityOf(document: Document): string {
  switch (document.kind) {
    case "Project":
      return `Project ${document.metadata.name}`;
    case "Blueprint":
      return `Blueprint ${document.metadata.project}/${document.metadata.name}@${document.metadata.version}`;
    case "Release":
      return `Release ${document.metadata.project}/${document.metadata.version}`;
    case "Environment":
    case "Connection":
    case "Pipeline":
    case "FreezeWindow":
      return `${document.kind} ${projectOf(document)}/${document.metadata.name}`;
  }
}

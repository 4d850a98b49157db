import type { CheckCatalog, CheckedDocument } from "./document-check.ts";
import type {
  BlueprintDocument,
  ConnectionDocument,
  Document,
  EnvironmentDocument,
  ReleaseDocument,
} from "./schema/documents.ts";

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
  /** An environment as it will be. One of a stored stage keeps the release that it runs, which moves by promotion. */
  environment(project: string, name: string): EnvironmentDocument | undefined;
  environmentNames(project: string): readonly string[];
  connection(project: string, name: string): ConnectionDocument | undefined;
  connectionNames(project: string): readonly string[];
}

/** Looks documents up in a file and, behind it, in the catalog. */
export function knownDocuments(checked: readonly CheckedDocument[], catalog: CheckCatalog): KnownDocuments {
  const sent = checked.map(({ document }) => document);
  const blueprints = new Map<string, BlueprintDocument>();
  const releases = new Map<string, ReleaseDocument>();
  const environments = new Map<string, EnvironmentDocument>();
  const connections = new Map<string, ConnectionDocument>();
  const projects = new Set(catalog.projects);
  const releaseRun = releasesRun(catalog);
  const add = (document: Document) => {
    if (document.kind === "Project") projects.add(document.metadata.name);
    if (document.kind === "Blueprint") blueprints.set(identityOf(document), document);
    if (document.kind === "Release") releases.set(identityOf(document), document);
    if (document.kind === "Connection") connections.set(identityOf(document), document);
    if (document.kind === "Environment") {
      const release = releaseRun.get(identityOf(document)) ?? document.spec.release;
      environments.set(identityOf(document), { ...document, spec: { ...document.spec, release } });
    }
  };
  const present = catalog.environments.filter(({ phase }) => phase !== "Gone");
  for (const { document } of [...catalog.blueprints, ...catalog.releases, ...present, ...catalog.connections])
    add(document);
  for (const document of sent) add(document);
  const ofProject = (names: Iterable<string>, prefix: string) =>
    [...names].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return {
    projects: [...projects],
    blueprint: (project, reference) => blueprints.get(`Blueprint ${project}/${reference}`),
    release: (project, version) => releases.get(`Release ${project}/${version}`),
    blueprintNames: (project) => ofProject(blueprints.keys(), `Blueprint ${project}/`),
    releaseVersions: (project) => ofProject(releases.keys(), `Release ${project}/`),
    environment: (project, name) => environments.get(`Environment ${project}/${name}`),
    environmentNames: (project) => ofProject(environments.keys(), `Environment ${project}/`),
    connection: (project, name) => connections.get(`Connection ${project}/${name}`),
    connectionNames: (project) => ofProject(connections.keys(), `Connection ${project}/`),
  };
}

/** What the environments of stored stages run, by identity. */
function releasesRun({ environments, pipelines }: CheckCatalog): ReadonlyMap<string, string> {
  const staged = new Set(
    pipelines.flatMap(({ document: { metadata, spec } }) =>
      spec.stages.map(({ environment }) => `Environment ${metadata.project}/${environment}`),
    ),
  );
  return new Map(
    environments
      .filter(({ document, phase }) => phase !== "Gone" && staged.has(identityOf(document)))
      .map(({ document }) => [identityOf(document), document.spec.release]),
  );
}

/**
 * The pipelines to which environments belong, by `project/environment`: the stored ones that the file does not replace.
 * Whoever checks a pipeline adds its own.
 */
export function stageOwners(checked: readonly CheckedDocument[], { pipelines }: CheckCatalog): Map<string, string> {
  const sent = new Set(checked.map(({ document }) => identityOf(document)));
  const kept = pipelines.filter(({ document }) => !sent.has(identityOf(document)));
  return new Map(
    kept.flatMap(({ document: { metadata, spec } }) =>
      spec.stages.map(({ environment }) => [`${metadata.project}/${environment}`, metadata.name] as const),
    ),
  );
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
    case "Subscription":
      return `${document.kind} ${projectOf(document)}/${document.metadata.name}`;
  }
}

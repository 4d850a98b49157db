import type { AcceptedResult } from "../../adapters/store/requests-port.ts";
import type { Apply, Catalog } from "../../adapters/store/port.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { identityOf, projectOf } from "../../domain/known-documents.ts";
import type { Document } from "../../domain/schema/documents.ts";
import type { Json } from "../../domain/schema/json.ts";

/**
 * What applying a document would answer, for a dry run. The catalog has only the names of projects: a stored one counts
 * as unchanged.
 */
export function foreseeResult({ document, plan }: Apply["documents"][number], catalog: Catalog): AcceptedResult {
  const identity = identify(document);
  if (document.kind === "Project")
    return { ...identity, result: catalog.projects.includes(identity.name) ? "unchanged" : "created" };
  const all = [
    ...catalog.blueprints,
    ...catalog.releases,
    ...catalog.environments,
    ...catalog.connections,
    ...catalog.pipelines,
    ...catalog.freezeWindows,
    ...catalog.subscriptions,
  ];
  const stored = all.find((one) => identityOf(one.document) === identityOf(document));
  if (stored === undefined) return { ...identity, result: "created" };
  // Same words can still mean other things: a secret that they refer to was rotated.
  const isSame = canonicalJson(stored.document as Json) === canonicalJson(document as Json);
  const doesNothing = plan?.components.every(({ action }) => action === "keep") ?? true;
  return { ...identity, result: isSame && doesNothing ? "unchanged" : "changed" };
}

/**
 * Refuses a dry run where the store would refuse to store. Not asked before storing: there a repeated request gets its
 * first answer, which may have moved the generation.
 * @throws OrchestratorError `PRECONDITION_FAILED`
 */
export function foreseeGeneration({ documents, ifGeneration }: Apply, catalog: Catalog): void {
  const environment = documents.find(({ document }) => document.kind === "Environment")?.document;
  if (ifGeneration === undefined || environment === undefined) return;
  const stored = catalog.environments.find(({ document }) => identityOf(document) === identityOf(environment));
  if (stored?.generation === ifGeneration) return;
  const is = stored === undefined ? "does not exist" : `is at generation ${stored.generation}`;
  const message = `environment ${JSON.stringify(identify(environment).name)} ${is}, not at generation ${ifGeneration}`;
  throw new OrchestratorError("PRECONDITION_FAILED", message);
}

/** What a document is called: by its name, `name@version` for a blueprint, the version for a release. */
export function identify(document: Document): Pick<AcceptedResult, "kind" | "project" | "name"> {
  const { kind, metadata } = document;
  const project = projectOf(document);
  if (kind === "Project") return { kind, project, name: project };
  if (kind === "Blueprint") return { kind, project, name: `${metadata.name}@${metadata.version}` };
  return { kind, project, name: kind === "Release" ? metadata.version : metadata.name };
}

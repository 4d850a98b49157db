import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import { projectOf } from "../../domain/known-documents.ts";
import type { Document, EnvironmentDocument } from "../../domain/schema/documents.ts";
import { needOfEnvironment, needOfOrganisation, needOfProject } from "../access/needs.ts";
import type { Need } from "../access/request-access.ts";

/**
 * Kinds that say what is asked before a release arrives, of whom, and who is told. Who makes releases does not change them:
 * nobody takes away the gate that they have to pass, or answers it with a system of their own.
 */
const OPERATED: ReadonlySet<Document["kind"]> = new Set(["FreezeWindow", "Pipeline", "Connection", "Subscription"]);

/** All that must be allowed for documents to be stored, one after the other; nothing is stored where one is not. */
export async function needsOfDocuments(
  documents: readonly Document[],
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
): Promise<readonly Need[]> {
  const needs: Need[] = [];
  for (const document of documents) needs.push(...(await needsOfDocument(document, store)));
  return needs;
}

async function needsOfDocument(
  document: Document,
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
): Promise<readonly Need[]> {
  const project = projectOf(document);
  if (document.kind === "Environment") return await needsOfEnvironment(document, store);
  const action = OPERATED.has(document.kind) ? "operate" : "apply";
  return [project === "" ? needOfOrganisation(action) : needOfProject(action, project)];
}

/** As it is to be, and, where its class changes, as it is: nobody takes an environment out of a class they may not touch. */
async function needsOfEnvironment(
  { metadata, spec }: EnvironmentDocument,
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
): Promise<readonly Need[]> {
  const { project, name: environment } = metadata;
  const wanted = { project, environment, class: spec.class };
  const stored = await store.placeOfEnvironment(project, environment);
  const isMoved = stored !== undefined && !stored.isGone && stored.class !== spec.class;
  return (isMoved ? [stored, wanted] : [wanted]).map((place) => needOfEnvironment("apply", place));
}

import { isDeepStrictEqual } from "node:util";
import type { Apply } from "../../adapters/store/port.ts";
import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import { projectOf } from "../../domain/known-documents.ts";
import type { Document, EnvironmentDocument } from "../../domain/schema/documents.ts";
import { needOfEnvironment, needOfOrganisation, needOfProject } from "../access/needs.ts";
import type { Need } from "../access/request-access.ts";
import { actionsOfChange } from "./actions-of-change.ts";

/**
 * Kinds that say what is asked before a release arrives, of whom, and who is told. Who makes releases does not change them:
 * nobody takes away the gate that they have to pass, or answers it with a system of their own.
 */
const OPERATED: ReadonlySet<Document["kind"]> = new Set(["FreezeWindow", "Pipeline", "Connection", "Subscription"]);

/** What is asked of the store to know it. */
export type PlacesOfDocuments = Pick<StoreOfPlaces, "placeOfEnvironment" | "saidOfEnvironment" | "chatOfProject">;

/** All that must be allowed for documents to be stored, one after the other; nothing is stored where one is not. */
export async function needsOfDocuments(
  documents: readonly Document[],
  store: PlacesOfDocuments,
): Promise<readonly Need[]> {
  const needs: Need[] = [];
  for (const document of documents) needs.push(...(await needsOfDocument(document, store)));
  return needs;
}

/** Documents to store, each environment with the classes of the needs that were met: it is changed in no other one. */
export function inAllowedClasses(apply: Apply, needs: readonly Need[]): Apply {
  const classesOf = ({ project, name }: EnvironmentDocument["metadata"]) =>
    needs.flatMap(({ resource }) =>
      resource.kind === "environment" && resource.project === project && resource.environment === name
        ? [resource.class]
        : [],
    );
  const documents = apply.documents.map((one) =>
    one.document.kind === "Environment" ? { ...one, allowedIn: classesOf(one.document.metadata) } : one,
  );
  return { ...apply, documents };
}

async function needsOfDocument(document: Document, store: PlacesOfDocuments): Promise<readonly Need[]> {
  const project = projectOf(document);
  if (document.kind === "Environment") return await needsOfEnvironment(document, store);
  const isOperated = OPERATED.has(document.kind) || (await movesApprovals(document, store));
  const action = isOperated ? "operate" : "apply";
  return [project === "" ? needOfOrganisation(action) : needOfProject(action, project)];
}

/** Whether a project's approvals would be told elsewhere, or be decided at another place. */
async function movesApprovals(document: Document, store: PlacesOfDocuments): Promise<boolean> {
  if (document.kind !== "Project") return false;
  // What was stored has come through JSON, which knows nothing of what is undefined.
  const wanted = JSON.parse(JSON.stringify(document.spec.slack ?? null)) as unknown;
  return !isDeepStrictEqual(wanted, (await store.chatOfProject(document.metadata.name)) ?? null);
}

/** As it is to be, and, where its class changes, as it is: nobody takes an environment out of a class they may not touch. */
async function needsOfEnvironment(
  { metadata, spec }: EnvironmentDocument,
  store: PlacesOfDocuments,
): Promise<readonly Need[]> {
  const { project, name: environment } = metadata;
  const wanted = { project, environment, class: spec.class };
  const stored = await store.placeOfEnvironment(project, environment);
  const place = stored === undefined || stored.isGone ? undefined : stored;
  const isMoved = place !== undefined && place.class !== spec.class;
  const needs = (isMoved ? [place, wanted] : [wanted]).map((one) => needOfEnvironment("apply", one));
  const said = place === undefined ? undefined : await store.saidOfEnvironment(project, environment);
  if (place === undefined || said === undefined) return needs;
  return [
    ...needs,
    ...actionsOfChange(said, { spec, nowMs: Date.now() }).map((more) => needOfEnvironment(more, place)),
  ];
}

import type { Document } from "../../domain/schema/documents.ts";
import { acceptRequest } from "./accept-request.ts";
import { applyEnvironment } from "./apply-environment.ts";
import { applyProject, applyVersion } from "./apply-version.ts";
import type { Postgres } from "./connect-postgres.ts";
import type { Accepted, AcceptedResult, Apply, RequestIdentity } from "./port.ts";

// What others refer to comes first. Within a kind rows are locked in the order of their names, so two applies cannot
// wait for each other in a circle.
const ORDER: readonly Document["kind"][] = ["Project", "Blueprint", "Release", "Environment"];

/** Stores documents, all or none, and queues what they start. @see StoreOfApi.acceptApply */
export async function acceptApply(postgres: Postgres, identity: RequestIdentity, apply: Apply): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "apply" }, async (rows, request) => {
    const places = apply.documents
      .map((item, place) => ({ item, place }))
      .toSorted((left, right) => compare(left.item.document, right.item.document));
    const results: AcceptedResult[] = [];
    for (const { item, place } of places) {
      const { document, digest, plan } = item;
      if (document.kind === "Project") results[place] = await applyProject(rows, request, { document, digest });
      else if (document.kind !== "Environment")
        results[place] = await applyVersion(rows, request, { document, digest });
      else {
        const wish = { document, digest, ...(plan === undefined ? {} : { plan }) };
        results[place] = await applyEnvironment(
          rows,
          request,
          apply.ifGeneration === undefined ? wish : { ...wish, ifGeneration: apply.ifGeneration },
        );
      }
    }
    return results;
  });
}

function compare(left: Document, right: Document): number {
  const byKind = ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind);
  if (byKind !== 0) return byKind;
  return keyOf(left) < keyOf(right) ? -1 : 1;
}

function keyOf(document: Document): string {
  switch (document.kind) {
    case "Project":
      return document.metadata.name;
    case "Blueprint":
      return `${document.metadata.project} ${document.metadata.name} ${document.metadata.version}`;
    case "Release":
      return `${document.metadata.project} ${document.metadata.version}`;
    case "Environment":
      return `${document.metadata.project} ${document.metadata.name}`;
  }
}

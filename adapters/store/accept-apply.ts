import type { Document, EnvironmentDocument } from "../../domain/schema/documents.ts";
import { acceptRequest, type AcceptedRequest } from "./accept-request.ts";
import { applyEnvironment } from "./apply-environment.ts";
import { applyProject, applyVersion } from "./apply-version.ts";
import type { Postgres, Rows } from "./connect-postgres.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "./requests-port.ts";
import type { Apply } from "./port.ts";
import { applySubscription } from "./notifications/apply-subscription.ts";
import { applyConnection, applyFreezeWindow, applyPipeline } from "./promotions/apply-documents.ts";

// What others refer to comes first. Within a kind rows are locked in the order of their names, so two applies cannot
// wait for each other in a circle.
// A freeze that comes together with work is felt by it.
const ORDER: readonly Document["kind"][] = [
  "Project",
  "FreezeWindow",
  "Connection",
  "Subscription",
  "Blueprint",
  "Pipeline",
  "Release",
  "Environment",
];

/** Stores documents, all or none, and queues what they start. @see StoreOfApi.acceptApply */
export async function acceptApply(postgres: Postgres, identity: RequestIdentity, apply: Apply): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "apply" }, async (rows, request) => {
    const places = apply.documents
      .map((item, place) => ({ item, place }))
      .toSorted((left, right) => compare(left.item.document, right.item.document));
    const results: AcceptedResult[] = [];
    for (const { item, place } of places) {
      const { document, digest, plan, buildId, allowedIn } = item;
      if (document.kind !== "Environment")
        results[place] = await applyOne(rows, request, { document, digest, buildId });
      else {
        const wish = {
          document,
          digest,
          ...(plan === undefined ? {} : { plan }),
          ...(allowedIn === undefined ? {} : { allowedIn }),
        };
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

async function applyOne(
  rows: Rows,
  request: AcceptedRequest,
  {
    document,
    digest,
    buildId,
  }: {
    readonly document: Exclude<Document, EnvironmentDocument>;
    readonly digest: string;
    readonly buildId: string | undefined;
  },
): Promise<AcceptedResult> {
  switch (document.kind) {
    case "Project":
      return await applyProject(rows, request, { document, digest });
    case "Connection":
      return await applyConnection(rows, request, { document, digest });
    case "Pipeline":
      return await applyPipeline(rows, request, { document, digest });
    case "FreezeWindow":
      return await applyFreezeWindow(rows, request, { document, digest });
    case "Subscription":
      return await applySubscription(rows, request, { document, digest });
    case "Blueprint":
    case "Release":
      return await applyVersion(rows, request, { document, digest, buildId });
  }
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
    case "Connection":
    case "Pipeline":
    case "FreezeWindow":
    case "Subscription":
      return `${document.metadata.project ?? ""} ${document.metadata.name}`;
  }
}

import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted, AcceptedResult } from "../../adapters/store/requests-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { locationOf, setLocation } from "../http/answer-accepted.ts";
import type { ApiContext } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ifMatchGeneration } from "../http/if-match.ts";
import { readText } from "../http/read-text.ts";
import { requireMediaType } from "../http/take-body.ts";
import { DocumentsRefused } from "./documents-refused.ts";
import { inAllowedClasses, needsOfDocuments, type PlacesOfDocuments } from "./needs-of-documents.ts";
import { foreseeGeneration, foreseeResult } from "./foresee-result.ts";
import { type EnvironmentPlan, type PrepareDeps, prepareApplyWith } from "./prepare-apply.ts";

/**
 * What became of the documents, in the order in which they build on each other, and the plan of each environment among
 * them; a replayed answer has no plans.
 */
export interface Applied {
  /** True: nothing was stored, and `results` says what would have become of them. */
  readonly dryRun: boolean;
  /** True when this answer was recorded earlier, for the same Idempotency-Key. */
  readonly isReplay: boolean;
  readonly results: readonly AcceptedResult[];
  readonly plans: readonly EnvironmentPlan[];
  /** What people should know about what was taken: it was changed, or comes to nothing; empty for a replayed answer. */
  readonly notes: readonly string[];
}

/** What the route needs. */
export interface ApplyDeps extends PrepareDeps {
  readonly store: Pick<StoreOfApi, "catalog" | "planBasis" | "acceptApply" | "findAnswer"> & PlacesOfDocuments;
}

const BODY_BYTES_MAX = 1024 * 1024;
const MEDIA_TYPES = ["application/yaml", "application/json", "application/x-yaml", "text/yaml"];

const route = createRoute({
  operationId: "applyDocuments",
  method: "post",
  path: "/v1/apply",
  description: "Takes documents as application/yaml or application/json, at most 1 MiB.",
  middleware: [requireMediaType(MEDIA_TYPES)] as const,
  request: {
    body: {
      required: true,
      content: {
        "application/yaml": { schema: { type: "string" } },
        "application/json": { schema: { type: "object" } },
      },
    },
    query: z.object({
      dryRun: z.enum(["true", "false"]).default("false").describe("true: check and plan, store nothing."),
    }),
  },
  responses: {
    200: jsonAnswer<Applied>("A dry run, or nothing runs."),
    202: jsonAnswer<Applied>("Recorded; Location is the first promotion or operation."),
    ...problemAnswers(
      "BODY_TOO_LARGE",
      "DOCUMENT_SYNTAX",
      "DOCUMENT_INVALID",
      "VERSION_IMMUTABLE",
      "ENVIRONMENT_DELETING",
      "PRECONDITION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "MEDIA_TYPE_UNSUPPORTED",
      "REQUEST_INVALID",
    ),
  },
});

/** Stores documents, all or none, and starts what they change. Refused documents get one answer with every problem. */
export const applyRoute = (deps: ApplyDeps) => {
  const prepareApply = prepareApplyWith(deps);
  return guarded(
    route,
    {
      action: "apply",
      on: "any",
      find: async (context) => {
        const text = await readText(context.req.raw, BODY_BYTES_MAX);
        const parsed = deps.documents.parse(text);
        const documents = parsed.documents.map(({ document }) => document);
        const needs = await needsOfDocuments(documents, deps.store);
        return { needs, target: { text, parsed, needs } };
      },
    },
    async (context, { target: { text, parsed, needs }, access: { visible } }) => {
      const request = identifyRequest(context, text);
      const isDryRun = context.req.valid("query").dryRun === "true";
      // A repeat gets its first answer, also where the same documents would be refused now.
      const earlier = isDryRun ? undefined : await deps.store.findAnswer(request);
      if (earlier !== undefined) return answer(context, earlier, { plans: [], notes: [] });
      const prepared = await prepareApply(parsed, { visible, ifGeneration: ifMatchGeneration(context) });
      if (!prepared.isSound) throw new DocumentsRefused(prepared.problems);
      const { apply, plans, catalog, notes } = prepared;
      if (isDryRun) {
        foreseeGeneration(apply, catalog);
        const results = apply.documents.map((one) => foreseeResult(one, catalog));
        return context.json({ dryRun: true, isReplay: false, results, plans, notes }, 200);
      }
      return answer(context, await deps.store.acceptApply(request, inAllowedClasses(apply, needs)), { plans, notes });
    },
  );
};

function answer(context: ApiContext, accepted: Accepted, told: Pick<Applied, "plans" | "notes">) {
  setLocation(context, accepted);
  const applied: Applied = { dryRun: false, ...accepted, ...told };
  return locationOf(accepted) === undefined ? context.json(applied, 200) : context.json(applied, 202);
}

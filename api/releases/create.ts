import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted, RequestIdentity } from "../../adapters/store/requests-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { type DocumentProblem, OrchestratorError } from "../../domain/errors.ts";
import { API_VERSION } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { needOfEnvironment, needOfProject } from "../access/needs.ts";
import type { RequestAccess } from "../access/request-access.ts";
import { DocumentsRefused } from "../documents/documents-refused.ts";
import { type PrepareDeps, prepareApplyWith } from "../documents/prepare-apply.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";
import { chooseVersion } from "./choose-version.ts";
import { contentOfRelease } from "./content-of-release.ts";

const Wanted = z.strictObject({
  project: PathName,
  version: PathName.optional().describe("Absent: the id of the build, or the next number."),
  blueprint: PathName.optional().describe("name@version; may be left out with from."),
  buildId: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, "1 to 200 visible ASCII characters")
    .optional()
    .describe(
      "The build that made it. A build makes one release: a repeat is unchanged, or refused with other content.",
    ),
  artifacts: z
    .record(z.string(), z.strictObject({ digest: z.string().optional(), image: z.string().optional() }))
    .default({})
    .describe("By name: the digest of what was pushed, or an image by its digest."),
  from: PathName.optional().describe("An environment: what it runs is taken for all that is not named here."),
});

/** What the route needs. */
export interface CreateReleaseDeps extends PrepareDeps {
  readonly store: Pick<
    StoreOfApi,
    "catalog" | "planBasis" | "acceptApply" | "findAnswer" | "releaseOfBuild" | "getEnvironment" | "placeOfEnvironment"
  >;
}

const route = createRoute({
  operationId: "createRelease",
  method: "post",
  path: "/v1/releases",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 256 * 1024 })] as const,
  request: { body: { required: true, content: { "application/json": { schema: Wanted } } } },
  responses: {
    200: jsonAnswer<Accepted>("It is stored, or was before; the result's name is its version."),
    ...problemAnswers(
      "NOT_FOUND",
      "ENVIRONMENT_NOT_READY",
      "VERSION_IMMUTABLE",
      "DOCUMENT_INVALID",
      "REFERENCE_UNKNOWN",
      "ARTIFACT_MISSING",
      "ARTIFACT_NOT_FOUND",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Makes a release of a blueprint and artifacts, for a build pipeline: once for each build. */
export const createReleaseRoute = (deps: CreateReleaseDeps) => {
  const { store } = deps;
  const prepareApply = prepareApplyWith(deps);
  const accept = async (
    { request, access }: { readonly request: RequestIdentity; readonly access: RequestAccess },
    document: object,
    buildId: string | undefined,
  ): Promise<Accepted> => {
    const parsed = deps.documents.parse(JSON.stringify(document));
    const prepared = await prepareApply(parsed, { visible: access.visible });
    if (!prepared.isSound) {
      const [first, ...rest] = prepared.problems;
      throw new DocumentsRefused([withoutPosition(first), ...rest.map(withoutPosition)]);
    }
    const documents = prepared.apply.documents.map((one) => (buildId === undefined ? one : { ...one, buildId }));
    return await store.acceptApply(request, { documents });
  };
  return guarded(
    route,
    {
      action: "apply",
      on: "project",
      find: async (context) => {
        const body = context.req.valid("json");
        const { project, from } = body;
        const needs = [needOfProject("apply", project)];
        const place = from === undefined ? undefined : await store.placeOfEnvironment(project, from);
        // What it runs is copied, so it must be visible.
        return { needs: place === undefined ? needs : [...needs, needOfEnvironment("view", place)], target: body };
      },
    },
    async (context, { target: body, access }) => {
      const request = identifyRequest(context, JSON.stringify(body));
      // A repeat gets its first answer, also where the environment that it was made from runs something else now.
      const earlier = await store.findAnswer(request);
      if (earlier !== undefined) return context.json(earlier, 200);
      const { project, buildId } = body;
      const spec = await contentOfRelease(store, body);
      const { version: first, others } = await chooseVersion(store, body);
      for (const version of [first, ...others]) {
        const document = { apiVersion: API_VERSION, kind: "Release", metadata: { project, version }, spec };
        try {
          return context.json(await accept({ request, access }, document, buildId), 200);
        } catch (error) {
          if (others.length === 0 || !isTaken(error)) throw error;
        }
      }
      throw new OrchestratorError("VERSION_IMMUTABLE", `every number from ${first} on is taken; name a version`);
    },
  );
};

/** Nobody wrote the document, so there are no lines to point at. */
function withoutPosition({ code, message, pointer, document }: DocumentProblem): DocumentProblem {
  return { code, message, pointer, document };
}

const isTaken = (error: unknown): boolean => error instanceof OrchestratorError && error.code === "VERSION_IMMUTABLE";

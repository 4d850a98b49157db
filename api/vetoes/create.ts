import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { guarded } from "../access/guarded.ts";
import { needOfEnvironmentToCome, needOfProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";

const Veto = z.strictObject({
  project: PathName,
  release: PathName,
  environment: PathName.optional().describe("Only there; absent: in every environment."),
  reason: z.string().trim().min(1).max(500).describe("Why; kept in the record, and shown to who is refused."),
  expiresAt: z
    .int()
    .min(0)
    .max(8_640_000_000_000_000)
    .optional()
    .describe("Epoch milliseconds; absent: until it is lifted."),
});

const route = createRoute({
  operationId: "vetoRelease",
  method: "post",
  path: "/v1/vetoes",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 })] as const,
  request: { body: { required: true, content: { "application/json": { schema: Veto } } } },
  responses: {
    200: jsonAnswer<Accepted>("It holds; promotions of the release that wait there are rejected."),
    ...problemAnswers(
      "NOT_FOUND",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Forbids a release, everywhere or in one environment. */
export const vetoReleaseRoute = (store: Pick<Store, "acceptVeto" | "placeOfEnvironment">) =>
  guarded(
    route,
    {
      action: "operate",
      on: "any",
      find: async (context) => {
        const body = context.req.valid("json");
        const { project, environment: name } = body;
        const need =
          name === undefined
            ? needOfProject("operate", project)
            : await needOfEnvironmentToCome("operate", store, { project, name });
        return { needs: [need], target: body };
      },
    },
    async (context, { target: body }) => {
      const { environment, expiresAt, ...veto } = body;
      if (expiresAt !== undefined && expiresAt <= Date.now())
        throw new OrchestratorError("REQUEST_INVALID", "body/expiresAt: it must be in the future");
      const accepted = await store.acceptVeto(identifyRequest(context, JSON.stringify(body)), {
        ...veto,
        ...(environment === undefined ? {} : { environment }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
      return context.json(accepted, 200);
    },
  );

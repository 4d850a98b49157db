import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { PromotionWish } from "../../adapters/store/promotions-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { locationOf, setLocation } from "../http/answer-accepted.ts";
import { guarded } from "../access/guarded.ts";
import { findPlace, needOfEnvironment } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";

const Wish = z.strictObject({
  project: PathName,
  environment: PathName.describe("The stage, by its environment's name."),
  release: PathName.optional().describe("Its version. May be left out for a rollback: what ran before."),
  kind: z.enum(["promote", "rollback"]).default("promote"),
  reason: z.string().trim().max(500).default("").describe("Why; kept in the record."),
  overrideFreeze: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .describe("Why it may pass by freeze windows; kept in the record. Absent: it may not."),
  supplied: z
    .record(z.string().min(1).max(63), z.string().trim().min(1).max(200))
    .default({})
    .describe("What gates are given, by their names: the number of a change that exists."),
});

const route = createRoute({
  operationId: "promoteRelease",
  method: "post",
  path: "/v1/promotions",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 64 * 1024 })] as const,
  request: { body: { required: true, content: { "application/json": { schema: Wish } } } },
  responses: {
    200: jsonAnswer<Accepted>("The environment has that release already."),
    202: jsonAnswer<Accepted>("Recorded, or joined to one that is open; Location is the promotion."),
    ...problemAnswers(
      "NOT_FOUND",
      "STAGE_NOT_FOUND",
      "RELEASE_VETOED",
      "ENVIRONMENT_DELETING",
      "NOTHING_TO_ROLL_BACK_TO",
      "PARAMETER_MISSING",
      "PARAMETER_INVALID",
      "REFERENCE_UNKNOWN",
      "PROMOTION_OPEN",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Asks for a release in a stage. A second request for the same joins the first. */
export const promoteRoute = (store: Pick<Store, "acceptPromote" | "placeOfEnvironment">) =>
  guarded(
    route,
    {
      action: "promote",
      on: "environment",
      find: async (context) => {
        const body = context.req.valid("json");
        const place = await findPlace(store, { project: body.project, name: body.environment });
        // Passing by a freeze is a decision of its own.
        const actions = body.overrideFreeze === undefined ? (["promote"] as const) : (["promote", "operate"] as const);
        return { needs: actions.map((action) => needOfEnvironment(action, place)), target: body };
      },
    },
    async (context, { target: body }) => {
      const accepted = await store.acceptPromote(identifyRequest(context, JSON.stringify(body)), wishOf(body));
      setLocation(context, accepted);
      return locationOf(accepted) === undefined ? context.json(accepted, 200) : context.json(accepted, 202);
    },
  );

/** @throws OrchestratorError `REQUEST_INVALID` for a promotion without a release */
function wishOf({ reason, release, overrideFreeze, ...body }: z.output<typeof Wish>): PromotionWish {
  if (release === undefined && body.kind === "promote")
    throw new OrchestratorError("REQUEST_INVALID", "body/release: only a rollback may leave it out");
  return {
    ...body,
    why: reason,
    ...(release === undefined ? {} : { release }),
    ...(overrideFreeze === undefined ? {} : { overrideFreeze }),
  };
}

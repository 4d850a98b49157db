import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment } from "../access/needs.ts";
import { setLocation } from "../http/answer-accepted.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";
import { requireAhead, Until } from "./until-body.ts";

const Extend = z.strictObject({ until: Until.describe("When it is to be deleted instead, epoch milliseconds.") });
const route = createRoute({
  operationId: "extendEnvironment",
  method: "post",
  path: "/v1/environments/{project}/{name}/extend",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 })] as const,
  request: {
    params: ProjectAndName,
    body: { required: true, content: { "application/json": { schema: Extend } } },
  },
  responses: {
    202: jsonAnswer<Accepted>("Recorded."),
    ...problemAnswers(
      "NOT_FOUND",
      "ENVIRONMENT_DELETING",
      "PRECONDITION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Moves the end of an environment's time. */
export const extendEnvironmentRoute = (store: Pick<Store, "acceptExtend" | "placeOfEnvironment">) =>
  guarded(
    route,
    inEnvironment("promote", store, (context) => context.req.valid("param")),
    async (context, { target: { project, environment } }) => {
      const { until } = context.req.valid("json");
      requireAhead(until);
      const identity = identifyRequest(context, JSON.stringify({ until }));
      const accepted = await store.acceptExtend(identity, { project, environment, until });
      setLocation(context, accepted);
      return context.json(accepted, 202);
    },
  );

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

const Wake = z.strictObject({
  until: Until.optional().describe("Until when it does not sleep, epoch milliseconds; absent: for 4 hours."),
});
const route = createRoute({
  operationId: "wakeEnvironment",
  method: "post",
  path: "/v1/environments/{project}/{name}/wake",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 })] as const,
  request: {
    params: ProjectAndName,
    body: { required: true, content: { "application/json": { schema: Wake } } },
  },
  responses: {
    202: jsonAnswer<Accepted>("Recorded."),
    ...problemAnswers(
      "NOT_FOUND",
      "ENVIRONMENT_DELETING",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Keeps an environment awake, and wakes it where it sleeps. */
export const wakeEnvironmentRoute = (store: Pick<Store, "acceptWake" | "placeOfEnvironment">) =>
  guarded(
    route,
    inEnvironment("promote", store, (context) => context.req.valid("param")),
    async (context, { target: { project, environment } }) => {
      const { until } = context.req.valid("json");
      if (until !== undefined) requireAhead(until);
      const identity = identifyRequest(context, JSON.stringify({ until }));
      const accepted = await store.acceptWake(identity, {
        project,
        environment,
        ...(until === undefined ? {} : { until }),
      });
      setLocation(context, accepted);
      return context.json(accepted, 202);
    },
  );

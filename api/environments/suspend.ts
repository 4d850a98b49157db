import { createRoute } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment } from "../access/needs.ts";
import { setLocation } from "../http/answer-accepted.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "suspendEnvironment",
  method: "post",
  path: "/v1/environments/{project}/{name}/suspend",
  request: { params: ProjectAndName },
  responses: {
    202: jsonAnswer<Accepted>("Recorded."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Stops an environment from doing anything by itself, repairs too; what runs goes on. */
export const suspendEnvironmentRoute = (store: Pick<Store, "acceptSuspend" | "placeOfEnvironment">) =>
  guarded(
    route,
    inEnvironment("promote", store, (context) => context.req.valid("param")),
    async (context, { target: { project, environment } }) => {
      const accepted = await store.acceptSuspend(identifyRequest(context), {
        project,
        environment,
        to: "suspended",
      });
      setLocation(context, accepted);
      return context.json(accepted, 202);
    },
  );

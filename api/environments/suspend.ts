import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { setLocation } from "../http/answer-accepted.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
export const suspendEnvironmentRoute = (store: Pick<Store, "acceptSuspend">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { project, name } = context.req.valid("param");
    const accepted = await store.acceptSuspend(identifyRequest(context), {
      project,
      environment: name,
      to: "suspended",
    });
    setLocation(context, accepted);
    return context.json(accepted, 202);
  });

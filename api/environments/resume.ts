import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { setLocation } from "../http/answer-accepted.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "resumeEnvironment",
  method: "post",
  path: "/v1/environments/{project}/{name}/resume",
  request: { params: ProjectAndName },
  responses: {
    202: jsonAnswer<Accepted>("Recorded."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Lets a suspended or held environment act by itself again. */
export const resumeEnvironmentRoute = (store: Pick<Store, "acceptSuspend">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { project, name } = context.req.valid("param");
    const accepted = await store.acceptSuspend(identifyRequest(context), { project, environment: name, to: "resumed" });
    setLocation(context, accepted);
    return context.json(accepted, 202);
  });

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Accepted, Store } from "../../adapters/store/port.ts";
import { locationOf, setLocation } from "../http/answer-accepted.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ifMatchGeneration } from "../http/if-match.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteEnvironment",
  method: "delete",
  path: "/v1/environments/{project}/{name}",
  request: {
    params: ProjectAndName,
    query: z.object({
      keep: z
        .enum(["true", "false"])
        .default("false")
        .describe("true: stop managing it and leave everything that runs."),
    }),
  },
  responses: {
    200: jsonAnswer<Accepted>("It is gone already."),
    202: jsonAnswer<Accepted>("Recorded; Location is the operation that deletes it."),
    ...problemAnswers(
      "NOT_FOUND",
      "ENVIRONMENT_PROTECTED",
      "PRECONDITION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
    ),
  },
});

/** Deletes an environment, or stops managing it. Asked twice, the second joins the first. */
export const deleteEnvironmentRoute = (store: Pick<Store, "acceptDelete">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { project, name } = context.req.valid("param");
    const ifGeneration = ifMatchGeneration(context);
    const accepted = await store.acceptDelete(identifyRequest(context), {
      project,
      environment: name,
      keep: context.req.valid("query").keep === "true",
      ...(ifGeneration === undefined ? {} : { ifGeneration }),
    });
    setLocation(context, accepted);
    return locationOf(accepted) === undefined ? context.json(accepted, 200) : context.json(accepted, 202);
  });

import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Artifacts } from "../../adapters/artifacts/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";

const route = createRoute({
  operationId: "listArtifacts",
  method: "get",
  path: "/v1/artifacts",
  responses: {
    200: jsonAnswer<{ readonly items: Awaited<ReturnType<Artifacts["list"]>> }>("Every artifact, newest first."),
    ...problemAnswers(),
  },
});

/** Lists the stored artifacts. */
export const listArtifactsRoute = (artifacts: Pick<Artifacts, "list">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => context.json({ items: await artifacts.list() }, 200));

import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { API_VERSION } from "../../domain/schema/documents.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";

const route = createRoute({
  operationId: "getVersion",
  method: "get",
  path: "/v1/version",
  responses: {
    200: jsonAnswer<{ readonly version: string; readonly apiVersion: string }>(
      "Versions of the server and of the document format.",
    ),
    ...problemAnswers(),
  },
});

/** Shows the server's version and the version of the document format. */
export const getVersionRoute = (version: string) =>
  new OpenAPIHono<ApiEnv>().openapi(route, (context) => context.json({ version, apiVersion: API_VERSION }, 200));

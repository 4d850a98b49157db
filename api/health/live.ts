import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer } from "../http/describe.ts";

const route = createRoute({
  operationId: "getHealth",
  method: "get",
  path: "/healthz",
  responses: { 200: jsonAnswer<{ readonly status: "ok" }>("The process answers.") },
});

/** Answers as long as the process does; needs no token. */
export const liveRoute = () =>
  new OpenAPIHono<ApiEnv>().openapi(route, (context) => context.json({ status: "ok" } as const, 200));

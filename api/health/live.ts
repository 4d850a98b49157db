import { createRoute } from "@hono/zod-openapi";
import { unguarded } from "../access/guarded.ts";
import { jsonAnswer } from "../http/describe.ts";

const route = createRoute({
  operationId: "getHealth",
  method: "get",
  path: "/healthz",
  responses: { 200: jsonAnswer<{ readonly status: "ok" }>("The process answers.") },
});

/** Answers as long as the process does; needs no token. */
export const liveRoute = () =>
  unguarded(route, "supervisors ask it, and it tells nothing", (context) =>
    context.json({ status: "ok" } as const, 200),
  );

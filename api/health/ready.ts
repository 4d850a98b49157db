import { createRoute } from "@hono/zod-openapi";
import { unguarded } from "../access/guarded.ts";
import { jsonAnswer } from "../http/describe.ts";
import { type Check, type CheckResult, runChecks } from "./run-checks.ts";

/** Whether it can do its work, and what keeps it from that. */
export interface Readiness {
  readonly status: "ready" | "not ready";
  readonly checks: readonly CheckResult[];
}

const route = createRoute({
  operationId: "getReadiness",
  method: "get",
  path: "/readyz",
  responses: {
    200: jsonAnswer<Readiness>("Everything it needs answers; an advisory check may not."),
    503: jsonAnswer<Readiness>("Something it needs does not, with the reasons."),
  },
});

/** Says whether everything that the API needs answers; needs no token. */
export const readyRoute = (checks: readonly Check[]) =>
  unguarded(route, "load balancers ask it; it names what is away, and nothing else", async (context) => {
    const results = await runChecks(checks);
    if (results.every(({ ok, isAdvisory }) => ok || isAdvisory === true))
      return context.json({ status: "ready", checks: results } as const, 200);
    return context.json({ status: "not ready", checks: results } as const, 503, { "retry-after": "5" });
  });

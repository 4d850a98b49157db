import { Hono } from "hono";
import { changeRoutes } from "./change-routes.ts";
import { controlRoutes } from "./control-routes.ts";
import { refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { injectFaults } from "./inject-faults.ts";
import { jobRoutes } from "./job-routes.ts";
import { logRequests } from "./log-requests.ts";
import { oauthRoute } from "./oauth-route.ts";
import { pageRoutes } from "./page-routes.ts";
import { refusal } from "./refusal.ts";
import { requireLogin } from "./require-login.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import { tableRoutes } from "./table-routes.ts";
import { taskRoutes } from "./task-routes.ts";

/** The HTTP face of an instance. */
export function serviceNowApp(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  const { requests, faults } = serviceNow;

  app.use(async (context, next) => {
    await next();
    context.header("x-simulator", "1");
  });
  app.use("/oauth_token.do", logRequests(requests), injectFaults(faults));
  app.post("/oauth_token.do", oauthRoute(serviceNow));
  app.use("/api/*", logRequests(requests), injectFaults(faults), requireLogin(serviceNow));
  // Each call may carry a version segment.
  for (const version of ["", "/v1"]) {
    const changes = `/api/sn_chg_rest${version}/change`;
    app.route(changes, jobRoutes(serviceNow));
    app.route(changes, taskRoutes(serviceNow));
    app.route(changes, changeRoutes(serviceNow));
  }
  for (const version of ["", "/v1", "/v2"]) app.route(`/api/now${version}/table`, tableRoutes(serviceNow));
  app.route("/__sim/servicenow", controlRoutes(serviceNow));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.route("/", pageRoutes(serviceNow));
  app.notFound((context) => {
    return refuse(context, refusal(400, "Requested URI does not represent any resource", context.req.path));
  });
  app.onError((error, context) => {
    process.stderr.write(
      `fake servicenow: ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`,
    );
    return refuse(context, refusal(500, "Internal Server Error", error.message));
  });
  return app;
}

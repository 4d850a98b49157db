import { Hono } from "hono";
import { apiRoutes } from "./api-routes.ts";
import { controlRoutes } from "./control-routes.ts";
import { fromThisPage } from "./from-this-page.ts";
import { hookRoutes } from "./hook-routes.ts";
import type { HttpEnvironment } from "./http.ts";
import { injectFaults } from "./inject-faults.ts";
import { pageRoutes } from "./page-routes.ts";
import { personRoutes } from "./person-routes.ts";
import { ControlRefused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import { worldRoutes } from "./world-routes.ts";

/** The HTTP face of Slack. */
export function slackApp(slack: Slack): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    await next();
    // Nobody may be told of what a kill could still take back.
    await slack.log.settled();
    context.header("x-simulator", "1");
  });
  for (const path of ["/api/*", "/hooks/*"]) app.use(path, injectFaults(slack));
  app.route("/api", apiRoutes(slack));
  app.route("/hooks", hookRoutes(slack));

  app.use("/__sim/*", fromThisPage);
  for (const routesOf of [controlRoutes, worldRoutes, personRoutes]) app.route("/__sim/slack", routesOf(slack));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.route("/", pageRoutes(slack));
  app.notFound((context) => context.json({ ok: false, error: `There is no ${context.req.path}.` }, 404));
  app.onError((error, context) => {
    if (error instanceof ControlRefused) return context.json({ error: error.message, ...error.more }, error.status);
    process.stderr.write(`fake slack: ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`);
    return context.json({ ok: false, error: "internal_error" }, 500);
  });
  return app;
}

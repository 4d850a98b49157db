import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { authenticate } from "./authenticate.ts";
import { commentRoutes } from "./comment-routes.ts";
import { controlRoutes } from "./control-routes.ts";
import { deploymentRoutes } from "./deployment-routes.ts";
import { send } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { injectFaults } from "./inject-faults.ts";
import { issueRoutes } from "./issue-routes.ts";
import { oauthRoutes } from "./oauth-routes.ts";
import { personRoutes } from "./person-routes.ts";
import { Refused, refused } from "./refused.ts";
import { searchRoutes } from "./search-routes.ts";
import { siteRoutes } from "./site-routes.ts";
import type { Jira } from "./jira.ts";
import { statusPage } from "./status-page.ts";
import { transitionRoutes } from "./transition-routes.ts";

/** The id of the site. */
export const CLOUD_ID = "5ca1ab1e-0000-4000-8000-0000d2d0d0d0";

/** The HTTP face of a site. */
export function jiraApp(jira: Jira): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    await next();
    // Nobody may be told of what a kill could still take back.
    await jira.log.settled();
    context.header("x-simulator", "1");
  });
  for (const path of ["/rest/*", "/ex/*", "/jira/*", "/oauth/*", "/_edge/*"]) {
    app.use(path, injectFaults(jira.faults, jira.requests));
  }

  const rest = restRoutes(jira);
  const deployments = deploymentRoutes(jira);
  app.get("/_edge/tenant_info", (context) => context.json({ cloudId: CLOUD_ID }));
  app.route("/oauth", oauthRoutes(jira));
  app.use("/rest/*", authenticate(jira.world));
  app.route("/rest/api/3", rest);
  app.route("/rest/deployments/0.1", deployments);
  app.use("/ex/jira/:cloud/*", isThisCloud, authenticate(jira.world, "bearerOnly"));
  app.route("/ex/jira/:cloud/rest/api/3", rest);
  app.use("/jira/deployments/0.1/cloud/:cloud/*", isThisCloud, authenticate(jira.world, "bearerOnly"));
  app.route("/jira/deployments/0.1/cloud/:cloud", deployments);

  app.route("/__sim/jira", controlRoutes(jira));
  app.route("/__sim/jira", personRoutes(jira));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/browse/:issue", (context) => context.redirect(`/#${context.req.param("issue")}`));
  app.get("/", (context) => context.html(statusPage(jira, context.req.query("problem"))));
  app.notFound((context) => send(context, refused(404, `There is no ${context.req.path}.`).answer));
  app.onError((error, context) => {
    if (error instanceof Refused) return send(context, error.answer);
    process.stderr.write(`fake jira: ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`);
    return send(context, refused(500, error.message).answer);
  });
  return app;
}

function restRoutes(jira: Jira): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const parts = [issueRoutes, transitionRoutes, commentRoutes, searchRoutes, siteRoutes];
  for (const routesOf of parts) routes.route("/", routesOf(jira));
  return routes;
}

const isThisCloud: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
  if (context.req.param("cloud") !== CLOUD_ID) throw refused(404, "There is no site of that cloud id.");
  await next();
};

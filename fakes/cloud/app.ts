import { Hono } from "hono";
import { send } from "./answers.ts";
import type { HttpEnvironment } from "./answers.ts";
import { controlRoutes } from "./control-routes.ts";
import { rateLimit } from "./rate-limit.ts";
import { refusal } from "./refusal.ts";
import { resourceRoutes } from "./resource-routes.ts";
import type { Cloud } from "./start-cloud.ts";
import { statusPage } from "./status-page.ts";
import { watchRoute } from "./watch-route.ts";

/** The HTTP face of a cloud. `ratePerSecond` limits the calls under `/resources`, per account. */
export function cloudApp(cloud: Cloud, ratePerSecond: number): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  const limit = rateLimit(ratePerSecond);
  app.route("/resources", resourceRoutes(cloud, limit));
  app.get("/watch", watchRoute(cloud.table));
  app.route("/control", controlRoutes(cloud, limit));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/", (context) => context.html(statusPage(cloud)));
  app.notFound((context) =>
    send(context, refusal("NOT_FOUND", `there is no ${context.req.method} ${context.req.path}`)),
  );
  app.onError((error, context) => {
    process.stderr.write(`fake cloud: ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`);
    return send(context, refusal("INTERNAL", error.message));
  });
  return app;
}

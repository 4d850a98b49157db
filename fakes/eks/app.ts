import { Hono } from "hono";
import { ZodError } from "zod";
import { apiRoute } from "./api-route.ts";
import { controlRoutes } from "./control-routes.ts";
import type { HttpEnvironment } from "./http.ts";
import { Refused } from "./refused.ts";
import type { Simulator } from "./simulator.ts";
import { statusPage } from "./status-page.ts";
import { stsRoute } from "./sts-route.ts";

/** The HTTP face of a simulator: EKS, STS at `POST /`, a page at `/`, and `/_sim` for those who play with it. */
export function eksApp(simulator: Simulator): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.route("/_sim", controlRoutes(simulator));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/", (context) => context.html(statusPage(simulator)));
  app.post("/", stsRoute(simulator));
  app.all("*", apiRoute(simulator));
  app.onError((error, context) => {
    if (error instanceof ZodError) {
      const problems = error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
      return context.json({ message: problems.join("; ") }, 400);
    }
    if (error instanceof Refused) return context.json({ message: error.message }, 400);
    process.stderr.write(`fake eks: ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`);
    return context.json({ message: error.message }, 500);
  });
  return app;
}

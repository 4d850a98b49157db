import type { Hono } from "hono";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";

/** Answers what no route took: `METHOD_NOT_ALLOWED` with `Allow` where the path has other methods, else `NOT_FOUND`. */
export function refuseUnknown(app: Hono<ApiEnv>): (context: ApiContext) => never {
  const routes = app.routes
    .filter((route) => route.method !== "ALL")
    .map((route) => ({ method: route.method, pattern: new RegExp(`^${route.path.replaceAll(/:[^/]+/g, "[^/]+")}$`) }));
  return (context) => {
    const { path, method } = context.req;
    const found = routes.filter(({ pattern }) => pattern.test(path)).map((route) => route.method);
    if (found.length === 0) throw new OrchestratorError("NOT_FOUND", `nothing is at ${JSON.stringify(path)}`);
    const allowed = [...new Set(found.flatMap((one) => (one === "GET" ? ["GET", "HEAD"] : [one])))].toSorted();
    context.header("allow", allowed.join(", "));
    throw new OrchestratorError(
      "METHOD_NOT_ALLOWED",
      `${JSON.stringify(path)} has no ${method}; it has ${allowed.join(", ")}`,
    );
  };
}

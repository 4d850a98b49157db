import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../http/api-env.ts";
import { isDeclared } from "./guarded.ts";

/** Paths outside /v1 whose requests prove themselves in another way, and which. */
export interface OpenPaths {
  /** `/slack/`. */
  readonly prefix: string;
  readonly why: string;
}

/** Where middleware lies, which answers nothing by itself. Anything else for all methods is a route. */
const MIDDLEWARE_PATHS: ReadonlySet<string> = new Set(["/*", "/v1/*"]);

/**
 * Refuses an app that has a route of which nobody said who may use it. Called once, when the app is whole.
 * @throws Error which names every such route
 */
export function requireDeclared(app: OpenAPIHono<ApiEnv>, open: readonly OpenPaths[] = []): void {
  const isOpen = (path: string) => !path.startsWith("/v1") && open.some(({ prefix }) => path.startsWith(prefix));
  const known = new Set<string>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path } = definition.route;
    const declaration = (definition.route as unknown as Record<string, unknown>)["x-holdfast-access"];
    if (isDeclared(declaration)) known.add(`${method.toUpperCase()} ${path.replaceAll(/\{([^}]+)\}/g, ":$1")}`);
  }
  const undeclared = app.routes
    .filter(({ method, path }) => !(method === "ALL" && MIDDLEWARE_PATHS.has(path)) && !isOpen(path))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !known.has(route));
  if (undeclared.length === 0) return;
  const names = [...new Set(undeclared)].join(", ");
  throw new Error(`nobody said who may use ${names}; make each with guarded() or unguarded()`);
}

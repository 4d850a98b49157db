import { OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import type { Action } from "../../domain/schema/access.ts";
import type { ApiEnv } from "../http/api-env.ts";
import type { Need, RequestAccess } from "./request-access.ts";

/** What a request asks for: all that must be allowed, and what its handler works with. */
export interface Asked<Target> {
  readonly needs: readonly Need[];
  readonly target: Target;
}

/** A request whose path, query and body have passed the route's schemas. */
export type RouteContext<Route extends RouteConfig> = Parameters<RouteHandler<Route, ApiEnv>>[0];

/** What a route declares of who may use it. */
export type Access<Route extends RouteConfig, Target> =
  | {
      readonly action: Action;
      /** In a word, for the API's description: what the action is about. */
      readonly on: "organisation" | "project" | "environment" | "any";
      /** Finds what is asked for, once: what is checked is what the handler gets. Throws what is answered where it is absent. */
      readonly find: (context: RouteContext<Route>, access: RequestAccess) => Asked<Target> | Promise<Asked<Target>>;
    }
  /** Answers hold only what the caller may see; the handler passes `access.visible` on. */
  | { readonly action: "view"; readonly on: "visible"; readonly find?: undefined }
  /** Whoever is somebody here. */
  | { readonly action: "view"; readonly on: "everybody"; readonly why: string; readonly find?: undefined };

/** What a handler gets besides the request. */
export interface Allowed<Target> {
  readonly target: Target;
  readonly access: RequestAccess;
}

/** Routes that declare who may use them, by what they declare. */
const declared = new WeakSet<object>();

/** Whether a route's declaration was made here, together with its check. */
export const isDeclared = (declaration: unknown): boolean =>
  typeof declaration === "object" && declaration !== null && declared.has(declaration);

/**
 * A route with its check: its input is validated, what it asks for is found and checked, then the handler runs, and with
 * what was checked. This is the only way to answer under /v1.
 */
export function guarded<Route extends RouteConfig, Target = undefined>(
  route: Route,
  access: Access<Route, Target>,
  handle: (context: RouteContext<Route>, allowed: Allowed<Target>) => ReturnType<RouteHandler<Route, ApiEnv>>,
): OpenAPIHono<ApiEnv> {
  const { action, on } = access;
  const declaration = { action, on, ...("why" in access ? { why: access.why } : {}) };
  const handler = async (context: RouteContext<Route>) => {
    const caller = (context as { readonly var: ApiEnv["Variables"] }).var.access;
    if (access.find === undefined) return await handle(context, { access: caller, target: undefined as Target });
    const { needs, target } = await access.find(context, caller);
    caller.require(needs);
    return await handle(context, { access: caller, target });
  };
  return openRoute(route, declaration, handler);
}

/** A route outside /v1 that asks for no token, and why it needs none. */
export function unguarded<Route extends RouteConfig>(
  route: Route,
  why: string,
  handle: (context: RouteContext<Route>) => ReturnType<RouteHandler<Route, ApiEnv>>,
): OpenAPIHono<ApiEnv> {
  if (route.path.startsWith("/v1")) throw new Error(`${route.path} is under /v1, where every route is guarded`);
  return openRoute(route, { public: true, why }, handle);
}

function openRoute<Route extends RouteConfig>(
  route: Route,
  declaration: object,
  handler: (context: RouteContext<Route>) => unknown,
): OpenAPIHono<ApiEnv> {
  declared.add(declaration);
  const app = new OpenAPIHono<ApiEnv>();
  // The types of route and handler were brought together by the caller; the wrapped handler has the same ones.
  app.openapi({ ...route, "x-holdfast-access": declaration } as RouteConfig, handler as never);
  return app;
}

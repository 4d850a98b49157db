import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { expect, it } from "vitest";
import type { ApiEnv } from "../http/api-env.ts";
import { guarded, unguarded } from "./guarded.ts";
import { forEverybody } from "./needs.ts";
import { requireDeclared } from "./require-declared.ts";

const route = createRoute({ method: "get", path: "/v1/things/{id}", responses: { 200: { description: "It." } } });
const open = createRoute({ method: "get", path: "/open", responses: { 200: { description: "It." } } });

it("takes an app whose every route says who may use it", () => {
  const app = new OpenAPIHono<ApiEnv>()
    .route(
      "/",
      guarded(route, forEverybody("a test"), (context) => context.text("", 200)),
    )
    .route(
      "/",
      unguarded(open, "a test", (context) => context.text("", 200)),
    );
  expect(() => requireDeclared(app)).not.toThrow();
});

it("refuses an app with a route of which nobody said it, and names the route", () => {
  const app = new OpenAPIHono<ApiEnv>().openapi(route, (context) => context.text("", 200));
  expect(() => requireDeclared(app)).toThrow("GET /v1/things/:id");
  const plain = new OpenAPIHono<ApiEnv>();
  plain.post("/v1/plain", (context) => context.text("", 200));
  expect(() => requireDeclared(plain)).toThrow("POST /v1/plain");
});

it("takes paths outside /v1 that prove themselves in another way, and none under it", () => {
  const app = new OpenAPIHono<ApiEnv>();
  app.post("/slack/commands", (context) => context.text("", 200));
  const why = "signed";
  expect(() => requireDeclared(app, [{ prefix: "/slack/", why }])).not.toThrow();
  expect(() => requireDeclared(app, [{ prefix: "/other/", why }])).toThrow("POST /slack/commands");
  app.post("/v1/more", (context) => context.text("", 200));
  expect(() => requireDeclared(app, [{ prefix: "/", why }])).toThrow("POST /v1/more");
});

it("takes middleware where the app has it, and no route for all methods", () => {
  const app = new OpenAPIHono<ApiEnv>();
  app.use("*", async (_, next) => await next());
  app.use("/v1/*", async (_, next) => await next());
  expect(() => requireDeclared(app)).not.toThrow();
  app.all("/v1/everything", (context) => context.text("", 200));
  expect(() => requireDeclared(app)).toThrow("ALL /v1/everything");
});

it("takes no words for a check", () => {
  const worded = { ...route, "x-holdfast-access": { action: "view", on: "everybody" } };
  const app = new OpenAPIHono<ApiEnv>().openapi(worded, (context) => context.text("", 200));
  expect(() => requireDeclared(app)).toThrow("GET /v1/things/:id");
});

it("opens nothing under /v1", () => {
  expect(() => unguarded(route, "a test", (context) => context.text("", 200))).toThrow("every route is guarded");
});

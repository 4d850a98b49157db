import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { ComponentView, EnvironmentView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { ProjectAndName } from "../http/names.ts";
import { findEnvironment } from "./find-environment.ts";

/** An environment with its components, by name. */
export type EnvironmentWithComponents = EnvironmentView & { readonly componentList: readonly ComponentView[] };

const route = createRoute({
  operationId: "getEnvironment",
  method: "get",
  path: "/v1/environments/{project}/{name}",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<EnvironmentWithComponents>("The environment; its ETag is its generation."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Shows one environment and its components. */
export const getEnvironmentRoute = (store: Pick<Store, "getEnvironment" | "listComponents">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const environment = await findEnvironment(store, context.req.valid("param"));
    const componentList = await store.listComponents(environment.uid);
    return context.json({ ...environment, componentList }, 200, { etag: `"${environment.generation}"` });
  });

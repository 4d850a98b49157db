import { createRoute } from "@hono/zod-openapi";
import type { ComponentView, EnvironmentView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment } from "../access/needs.ts";
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
export const getEnvironmentRoute = (store: Pick<Store, "placeOfEnvironment" | "getEnvironment" | "listComponents">) =>
  guarded(
    route,
    inEnvironment("view", store, (context) => context.req.valid("param")),
    async (context, { target: { project, environment: name } }) => {
      const environment = await findEnvironment(store, { project, name });
      const componentList = await store.listComponents(environment.uid);
      return context.json({ ...environment, componentList }, 200, { etag: `"${environment.generation}"` });
    },
  );

import { createRoute } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { comparePromised, type PromisedComponent } from "../../domain/compare-promised.ts";
import type { EnvironmentPhase } from "../../domain/schema/phases.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { ProjectAndName } from "../http/names.ts";
import { findWholeRelease } from "../releases/find-whole-release.ts";
import { findEnvironment } from "./find-environment.ts";

/** What an environment runs, compared with what its release promises. */
export interface ReleaseCheck {
  readonly project: string;
  readonly environment: string;
  readonly release: string;
  readonly phase: EnvironmentPhase;
  /** True when every component with an artifact is ready with what was promised. */
  readonly isKept: boolean;
  readonly components: readonly PromisedComponent[];
}

const route = createRoute({
  operationId: "checkReleaseOfEnvironment",
  method: "get",
  path: "/v1/environments/{project}/{name}/release-check",
  request: { params: ProjectAndName },
  responses: {
    200: jsonAnswer<ReleaseCheck>("Each component with an artifact: the digest promised, and the one it runs."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Compares what an environment runs with what its release promises. */
export const checkReleaseRoute = (
  store: Pick<Store, "placeOfEnvironment" | "getEnvironment" | "listComponents" | "catalog">,
) =>
  guarded(
    route,
    inEnvironment("view", store, (context) => context.req.valid("param")),
    async (context, { target: { project, environment: name } }) => {
      const { uid, document, phase } = await findEnvironment(store, { project, name });
      const { release: version } = document.spec;
      const whole = findWholeRelease(await store.catalog([project]), { project, version });
      const components = comparePromised(whole, await store.listComponents(uid));
      const isKept = components.every((component) => component.isKept);
      return context.json({ project, environment: name, release: version, phase, isKept, components }, 200);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { diffReleases, type ReleaseDiff } from "../../domain/diff-releases.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { findWholeRelease } from "./find-whole-release.ts";

const route = createRoute({
  operationId: "diffReleases",
  method: "get",
  path: "/v1/releases/{project}/{version}/diff/{other}",
  request: { params: z.object({ project: PathName, version: PathName, other: PathName }) },
  responses: {
    200: jsonAnswer<ReleaseDiff>("What changes when the other takes the place of the first."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Compares two releases of a project. */
export const diffReleasesRoute = (store: Pick<Store, "catalog">) =>
  guarded(
    route,
    inProject("view", (context) => context.req.valid("param").project),
    async (context, { target: project }) => {
      const { version, other } = context.req.valid("param");
      const catalog = await store.catalog([project]);
      const from = findWholeRelease(catalog, { project, version });
      return context.json(diffReleases(from, findWholeRelease(catalog, { project, version: other })), 200);
    },
  );

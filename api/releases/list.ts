import { createRoute } from "@hono/zod-openapi";
import type { DocumentView, Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ReleaseDocument } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listReleases",
  method: "get",
  path: "/v1/releases",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<DocumentView<ReleaseDocument>>>("A page of releases."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists releases, of one project or of all. */
export const listReleasesRoute = (store: Pick<Store, "listReleases">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listReleases(page), 200);
  });

import { createRoute } from "@hono/zod-openapi";
import type { Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { FreezeWindowView } from "../../adapters/store/promotion-views-port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listFreezeWindows",
  method: "get",
  path: "/v1/freeze-windows",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<FreezeWindowView>>(
      "A page of freeze windows; those of a project come with those of every project.",
    ),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists freeze windows: of one project and of every project, or all. */
export const listFreezeWindowsRoute = (store: Pick<Store, "listFreezeWindows">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listFreezeWindows(page), 200);
  });

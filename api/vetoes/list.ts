import { createRoute } from "@hono/zod-openapi";
import type { Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { VetoView } from "../../adapters/store/promotion-views-port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listVetoes",
  method: "get",
  path: "/v1/vetoes",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<VetoView>>("A page of the vetoes that hold, newest first."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists vetoes that hold, of one project or of all. */
export const listVetoesRoute = (store: Pick<Store, "listVetoes">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listVetoes(page), 200);
  });

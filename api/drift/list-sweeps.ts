import { createRoute } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import type { SweepView } from "../../domain/schema/drift.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listSweeps",
  method: "get",
  path: "/v1/sweeps",
  request: { query: PageQuery.extend({ cell: PathName.optional().describe("Only of this cell.") }) },
  responses: {
    200: jsonAnswer<Listed<SweepView>>("A page of sweeps, newest first, of places where you may see something."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists sweeps. */
export const listSweepsRoute = (store: Pick<Store, "listSweeps">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { cell, ...page } = context.req.valid("query");
    const query = { ...pageOf(page, access.visible), ...(cell === undefined ? {} : { cell }) };
    return context.json(await store.listSweeps(query), 200);
  });

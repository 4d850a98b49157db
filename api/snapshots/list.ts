import { createRoute } from "@hono/zod-openapi";
import type { Listed, SnapshotView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listSnapshots",
  method: "get",
  path: "/v1/snapshots",
  request: { query: ProjectPageQuery },
  responses: { 200: jsonAnswer<Listed<SnapshotView>>("A page of snapshots."), ...problemAnswers("REQUEST_INVALID") },
});

/** Lists snapshots, of one project or of all. */
export const listSnapshotsRoute = (store: Pick<Store, "listSnapshots">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const page =
      query.project === undefined
        ? pageOf(query, access.visible)
        : { ...pageOf(query, access.visible), project: query.project };
    return context.json(await store.listSnapshots(page), 200);
  });

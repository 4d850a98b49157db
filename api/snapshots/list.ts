import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { Listed, SnapshotView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const query = context.req.valid("query");
    const page = query.project === undefined ? pageOf(query) : { ...pageOf(query), project: query.project };
    return context.json(await store.listSnapshots(page), 200);
  });

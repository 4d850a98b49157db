import { createRoute } from "@hono/zod-openapi";
import type { DocumentView, Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { ProjectDocument } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listProjects",
  method: "get",
  path: "/v1/projects",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer<Listed<DocumentView<ProjectDocument>>>("A page of projects."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists projects. */
export const listProjectsRoute = (store: Pick<Store, "listProjects">) =>
  guarded(route, visibleOnly, async (context, { access }) =>
    context.json(await store.listProjects(pageOf(context.req.valid("query"), access.visible)), 200),
  );

import { createRoute } from "@hono/zod-openapi";
import type { RefusalView, StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listRefusals",
  method: "get",
  path: "/v1/refusals",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer<Listed<RefusalView>>("A page of what was refused, newest first."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists what was refused, to whom and why. */
export const listRefusalsRoute = (store: Pick<StoreOfPeople, "listRefusals">) =>
  guarded(route, organisation("administer"), async (context, { access }) =>
    context.json(await store.listRefusals(pageOf(context.req.valid("query"), access.visible)), 200),
  );

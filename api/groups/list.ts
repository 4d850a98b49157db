import { createRoute } from "@hono/zod-openapi";
import type { GroupView, StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listGroups",
  method: "get",
  path: "/v1/groups",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer<Listed<GroupView>>("A page of groups with their members, by name."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists groups. */
export const listGroupsRoute = (store: Pick<StoreOfPeople, "listGroups">) =>
  guarded(route, organisation("view"), async (context, { access }) =>
    context.json(await store.listGroups(pageOf(context.req.valid("query"), access.visible)), 200),
  );

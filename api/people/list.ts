import { createRoute } from "@hono/zod-openapi";
import type { PersonView, StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listPersons",
  method: "get",
  path: "/v1/people",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer<Listed<PersonView>>("A page of persons, by name."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists persons. */
export const listPersonsRoute = (store: Pick<StoreOfPeople, "listPersons">) =>
  guarded(route, organisation("view"), async (context, { access }) =>
    context.json(await store.listPersons(pageOf(context.req.valid("query"), access.visible)), 200),
  );

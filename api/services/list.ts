import { createRoute } from "@hono/zod-openapi";
import type { ServiceView, StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listServices",
  method: "get",
  path: "/v1/services",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer<Listed<ServiceView>>("A page of service accounts, by name."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists service accounts. */
export const listServicesRoute = (store: Pick<StoreOfPeople, "listServices">) =>
  guarded(route, organisation("view"), async (context, { access }) =>
    context.json(await store.listServices(pageOf(context.req.valid("query"), access.visible)), 200),
  );

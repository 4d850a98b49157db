import { createRoute, z } from "@hono/zod-openapi";
import type { DeliveryFilter, DeliveryView } from "../../adapters/store/notifications-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { inProjectOrAll } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listDeliveries",
  method: "get",
  path: "/v1/deliveries",
  request: {
    query: ProjectPageQuery.extend({
      subscription: PathName.optional().describe("Only to subscriptions of that name."),
      state: z.enum(["pending", "delivered", "dead"]).optional().describe("Only those. Dead ones are tried no more."),
      event: PathName.optional().describe("Only of events of that type."),
    }),
  },
  responses: {
    200: jsonAnswer<Listed<DeliveryView>>("A page of deliveries, newest first."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists what was told to whom, and what could not be. */
export const listDeliveriesRoute = (store: Pick<Store, "listDeliveries">) =>
  guarded(
    route,
    inProjectOrAll("operate", (context) => context.req.valid("query").project),
    async (context, { access }) => {
      const query = context.req.valid("query");
      const { project, subscription, state, event } = query;
      const filter: DeliveryFilter = {
        ...(project === undefined ? {} : { project }),
        ...(subscription === undefined ? {} : { subscription }),
        ...(state === undefined ? {} : { state }),
        ...(event === undefined ? {} : { event }),
      };
      return context.json(await store.listDeliveries({ ...pageOf(query, access.visible), ...filter }), 200);
    },
  );

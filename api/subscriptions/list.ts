import { createRoute } from "@hono/zod-openapi";
import type { NotificationWays } from "../../adapters/notify/port.ts";
import type { SubscriptionView } from "../../adapters/store/notifications-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { inProjectOrAll } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

/** A subscription, and whether it can be told anything here. */
export interface ListedSubscription extends SubscriptionView {
  /** Why nothing can be delivered here, whatever happens; absent where it can. */
  readonly undeliverable?: string;
}

const route = createRoute({
  operationId: "listSubscriptions",
  method: "get",
  path: "/v1/subscriptions",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<ListedSubscription>>(
      "A page of subscriptions, with what is pending and dead; they hold names of secrets, never a value.",
    ),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists subscriptions, of one project or of all. */
export const listSubscriptionsRoute = ({
  store,
  ways,
}: {
  readonly store: Pick<Store, "listSubscriptions">;
  readonly ways: Pick<NotificationWays, "missing">;
}) =>
  guarded(
    route,
    inProjectOrAll("operate", (context) => context.req.valid("query").project),
    async (context, { access }) => {
      const query = context.req.valid("query");
      const page =
        query.project === undefined
          ? pageOf(query, access.visible)
          : { ...pageOf(query, access.visible), project: query.project };
      const listed = await store.listSubscriptions(page);
      const items = listed.items.map((one): ListedSubscription => {
        const undeliverable = ways.missing(one.document.spec);
        return undeliverable === undefined ? one : { ...one, undeliverable };
      });
      return context.json({ ...listed, items }, 200);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Listed } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { PromotionView } from "../../adapters/store/promotion-views-port.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listPromotions",
  method: "get",
  path: "/v1/promotions",
  request: {
    query: ProjectPageQuery.extend({
      environment: PathName.optional().describe("Only into this environment, by name."),
      release: PathName.optional().describe("Only of this release."),
      open: z.enum(["true", "false"]).default("false").describe("true: only those that are not over."),
    }),
  },
  responses: {
    200: jsonAnswer<Listed<PromotionView>>("A page of promotions, newest first."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists promotions, also those of environments that are gone. */
export const listPromotionsRoute = (store: Pick<Store, "listPromotions">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { project, environment, release, open, ...query } = context.req.valid("query");
    const filter = {
      ...(project === undefined ? {} : { project }),
      ...(environment === undefined ? {} : { environment }),
      ...(release === undefined ? {} : { release }),
      ...(open === "true" ? { isOpen: true } : {}),
    };
    return context.json(await store.listPromotions({ ...filter, ...pageOf(query, access.visible) }), 200);
  });

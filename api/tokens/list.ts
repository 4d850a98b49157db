import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople, TokenView } from "../../adapters/store/people-port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { needOfOrganisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PageQuery, pageOf } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listTokens",
  method: "get",
  path: "/v1/tokens",
  request: {
    query: PageQuery.extend({
      all: z.enum(["true", "false"]).default("false").describe("true: everybody's. Default: your own."),
    }),
  },
  responses: {
    200: jsonAnswer<Listed<TokenView>>("A page of tokens, newest first, without the tokens themselves."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists tokens: one's own, or everybody's for an administrator. */
export const listTokensRoute = (store: Pick<StoreOfPeople, "listTokens">) =>
  guarded(
    route,
    {
      action: "administer",
      on: "any",
      find: (context, { principal }) => {
        const isAll = context.req.valid("query").all === "true";
        const needs = isAll ? [needOfOrganisation("administer")] : [];
        return { needs, target: isAll ? {} : { holderId: principal.id } };
      },
    },
    async (context, { target, access }) =>
      context.json(await store.listTokens({ ...pageOf(context.req.valid("query"), access.visible), ...target }), 200),
  );

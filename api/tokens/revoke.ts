import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { guarded } from "../access/guarded.ts";
import { needOfOrganisation, noThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "revokeToken",
  method: "delete",
  path: "/v1/tokens/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It opens nothing any more."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Revokes a token: one's own, or anybody's for an administrator. */
export const revokeTokenRoute = (store: Pick<StoreOfPeople, "acceptRevokeToken" | "getToken">) =>
  guarded(
    route,
    {
      action: "administer",
      on: "any",
      find: async (context, { principal }) => {
        const { id } = context.req.valid("param");
        const token = await store.getToken(id);
        const hidden = () => noThing({ kind: "token", id });
        if (token === undefined) throw hidden();
        const isOwn = token.holder.id === principal.id;
        return { needs: isOwn ? [] : [{ ...needOfOrganisation("administer"), hidden }], target: id };
      },
    },
    async (context, { target: id }) => context.json(await store.acceptRevokeToken(identifyRequest(context), id), 200),
  );

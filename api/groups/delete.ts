import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteGroup",
  method: "delete",
  path: "/v1/groups/{name}",
  request: { params: z.object({ name: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It is deleted, and what it was bound to."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a group, its memberships and its roles. */
export const deleteGroupRoute = (store: Pick<StoreOfPeople, "acceptDeleteGroup">) =>
  guarded(route, organisation("administer"), async (context) => {
    return context.json(await store.acceptDeleteGroup(identifyRequest(context), context.req.valid("param").name), 200);
  });

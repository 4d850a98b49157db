import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "removeGroupMember",
  method: "delete",
  path: "/v1/groups/{name}/members/{person}",
  request: { params: z.object({ name: PathName, person: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("They are not in it."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Removes a person from a group. */
export const removeGroupMemberRoute = (store: Pick<StoreOfPeople, "acceptMembership">) =>
  guarded(route, organisation("administer"), async (context) => {
    const { name: group, person } = context.req.valid("param");
    return context.json(await store.acceptMembership(identifyRequest(context), { group, person, to: "removed" }), 200);
  });

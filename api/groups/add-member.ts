import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";

const Member = z.strictObject({ person: PathName.describe("Their name.") });

const route = createRoute({
  operationId: "addGroupMember",
  method: "post",
  path: "/v1/groups/{name}/members",
  middleware: [takeSmallBody] as const,
  request: {
    params: z.object({ name: PathName }),
    body: { required: true, content: { "application/json": { schema: Member } } },
  },
  responses: {
    200: jsonAnswer<Accepted>("They are in it."),
    ...problemAnswers(
      "NOT_FOUND",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Adds a person to a group. */
export const addGroupMemberRoute = (store: Pick<StoreOfPeople, "acceptMembership">) =>
  guarded(route, organisation("administer"), async (context) => {
    const { name: group } = context.req.valid("param");
    const { person } = context.req.valid("json");
    return context.json(
      await store.acceptMembership(identifyRequest(context, person), { group, person, to: "added" }),
      200,
    );
  });

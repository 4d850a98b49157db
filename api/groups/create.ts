import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { Name } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { takeSmallBody } from "../http/take-body.ts";

const NewGroup = z.strictObject({
  name: Name.describe("What commands, policies and the record call it."),
  description: z.string().trim().max(200).default("").describe("What it is for."),
});

const route = createRoute({
  operationId: "createGroup",
  method: "post",
  path: "/v1/groups",
  middleware: [takeSmallBody] as const,
  request: { body: { required: true, content: { "application/json": { schema: NewGroup } } } },
  responses: {
    200: jsonAnswer<Accepted>("Created."),
    ...problemAnswers(
      "NAME_TAKEN",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Makes a group. */
export const createGroupRoute = (store: Pick<StoreOfPeople, "acceptCreateGroup">) =>
  guarded(route, organisation("administer"), async (context) => {
    const body = context.req.valid("json");
    return context.json(await store.acceptCreateGroup(identifyRequest(context, JSON.stringify(body)), body), 200);
  });

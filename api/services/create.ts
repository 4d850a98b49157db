import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { Name } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { takeSmallBody } from "../http/take-body.ts";

const NewService = z.strictObject({
  name: Name.describe("What commands, policies and the record call it."),
  description: z.string().trim().max(200).default("").describe("What it is for."),
});

const route = createRoute({
  operationId: "createService",
  method: "post",
  path: "/v1/services",
  middleware: [takeSmallBody] as const,
  request: { body: { required: true, content: { "application/json": { schema: NewService } } } },
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

/** Makes a service account, for a machine that acts. */
export const createServiceRoute = (store: Pick<StoreOfPeople, "acceptCreateService">) =>
  guarded(route, organisation("administer"), async (context) => {
    const body = context.req.valid("json");
    return context.json(await store.acceptCreateService(identifyRequest(context, JSON.stringify(body)), body), 200);
  });

import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { Name } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { takeSmallBody } from "../http/take-body.ts";

const NewPerson = z.strictObject({
  name: Name.describe("What commands and the record call them. Unique; it can be changed later."),
  displayName: z.string().trim().max(100).default("").describe("Their name as people write it."),
  email: z.email().max(200).optional().describe("Unique. It proves nothing: accounts are linked by their ids."),
});

const route = createRoute({
  operationId: "createPerson",
  method: "post",
  path: "/v1/people",
  middleware: [takeSmallBody] as const,
  request: { body: { required: true, content: { "application/json": { schema: NewPerson } } } },
  responses: {
    200: jsonAnswer<Accepted>("Created; the result's name is the person's."),
    ...problemAnswers(
      "NAME_TAKEN",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Makes a person known. */
export const createPersonRoute = (store: Pick<StoreOfPeople, "acceptCreatePerson">) =>
  guarded(route, organisation("administer"), async (context) => {
    const body = context.req.valid("json");
    return context.json(
      await store.acceptCreatePerson(identifyRequest(context, JSON.stringify(body)), {
        name: body.name,
        displayName: body.displayName,
        ...(body.email === undefined ? {} : { email: body.email }),
      }),
      200,
    );
  });

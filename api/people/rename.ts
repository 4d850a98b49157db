import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { Name } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";

const Renamed = z.strictObject({
  name: Name.describe("The new name, or the present one where only the rest changes."),
  displayName: z.string().trim().max(100).optional().describe("Absent: as it is."),
  email: z.email().max(200).optional().describe("Absent: as it is."),
});

const route = createRoute({
  operationId: "renamePerson",
  method: "post",
  path: "/v1/people/{name}/rename",
  middleware: [takeSmallBody] as const,
  request: {
    params: z.object({ name: PathName }),
    body: { required: true, content: { "application/json": { schema: Renamed } } },
  },
  responses: {
    200: jsonAnswer<Accepted>("They have that name; what they hold stays theirs."),
    ...problemAnswers(
      "NOT_FOUND",
      "NAME_TAKEN",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Changes what a person is called. Their id, and all that is theirs, stays. */
export const renamePersonRoute = (store: Pick<StoreOfPeople, "acceptChangePerson">) =>
  guarded(route, organisation("administer"), async (context) => {
    const body = context.req.valid("json");
    return context.json(
      await store.acceptChangePerson(identifyRequest(context, JSON.stringify(body)), context.req.valid("param").name, {
        name: body.name,
        ...(body.displayName === undefined ? {} : { displayName: body.displayName }),
        ...(body.email === undefined ? {} : { email: body.email }),
      }),
      200,
    );
  });

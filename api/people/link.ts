import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";
import { IdentityBody } from "./identity-body.ts";

const route = createRoute({
  operationId: "linkIdentity",
  method: "post",
  path: "/v1/people/{name}/link",
  middleware: [takeSmallBody] as const,
  request: {
    params: z.object({ name: PathName }),
    body: { required: true, content: { "application/json": { schema: IdentityBody } } },
  },
  responses: {
    200: jsonAnswer<Accepted>("That account is theirs."),
    ...problemAnswers(
      "NOT_FOUND",
      "IDENTITY_TAKEN",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Says that an account elsewhere is this person's. */
export const linkIdentityRoute = (store: Pick<StoreOfPeople, "acceptLink">) =>
  guarded(route, organisation("administer"), async (context) => {
    const account = context.req.valid("json");
    return context.json(
      await store.acceptLink(
        identifyRequest(context, JSON.stringify(account)),
        context.req.valid("param").name,
        account,
      ),
      200,
    );
  });

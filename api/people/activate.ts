import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { guarded } from "../access/guarded.ts";
import { organisation } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "activatePerson",
  method: "post",
  path: "/v1/people/{name}/activate",
  request: { params: z.object({ name: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("Recorded; it holds from the next request on."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Lets a deactivated person act again, with the tokens and roles that they have. */
export const activatePersonRoute = (store: Pick<StoreOfPeople, "acceptActivate">) =>
  guarded(route, organisation("administer"), async (context) => {
    const { name } = context.req.valid("param");
    return context.json(
      await store.acceptActivate(identifyRequest(context), { kind: "Person", name, to: "active" }),
      200,
    );
  });

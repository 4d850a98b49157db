import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { type Asked, guarded } from "../access/guarded.ts";
import { noThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { needOfGrant } from "./need-of-grant.ts";

const route = createRoute({
  operationId: "unbindRole",
  method: "delete",
  path: "/v1/role-bindings/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("They do not have the role by this binding any more."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Takes a role back. */
export const unbindRoleRoute = (
  store: Pick<StoreOfPeople, "acceptUnbind" | "getBinding"> &
    Pick<StoreOfPlaces, "placeOfEnvironment"> &
    Pick<StoreOfApi, "findAnswer">,
) =>
  guarded(
    route,
    {
      action: "administer",
      on: "any",
      find: async (context): Promise<Asked<string | Accepted>> => {
        // A repeat gets its first answer, though the binding is gone. The answer is its sender's own.
        const earlier = await store.findAnswer(identifyRequest(context));
        if (earlier !== undefined) return { needs: [], target: earlier };
        const { id } = context.req.valid("param");
        const binding = await store.getBinding(id);
        const hidden = () => noThing({ kind: "role binding", id });
        if (binding === undefined) throw hidden();
        return { needs: [{ ...(await needOfGrant(store, binding)), hidden }], target: id };
      },
    },
    async (context, { target }) => {
      if (typeof target !== "string") return context.json(target, 200);
      return context.json(await store.acceptUnbind(identifyRequest(context), target), 200);
    },
  );

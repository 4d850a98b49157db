import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "liftVeto",
  method: "delete",
  path: "/v1/vetoes/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It does not hold any more."),
    ...problemAnswers("NOT_FOUND", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Lifts a veto. Lifting it again changes nothing. */
export const liftVetoRoute = (store: Pick<Store, "placeOf" | "acceptLiftVeto">) =>
  guarded(
    route,
    ofThing("operate", store, (context) => ({ kind: "veto", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      return context.json(await store.acceptLiftVeto(identifyRequest(context), id), 200);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { OperationView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { noThing, ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "getOperation",
  method: "get",
  path: "/v1/operations/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: { 200: jsonAnswer<OperationView>("The operation and its plan."), ...problemAnswers("NOT_FOUND") },
});

/** Shows one operation. */
export const getOperationRoute = (store: Pick<Store, "placeOf" | "getOperation">) =>
  guarded(
    route,
    ofThing("view", store, (context) => ({ kind: "operation", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const operation = await store.getOperation(id);
      if (operation === undefined) throw noThing({ kind: "operation", id });
      return context.json(operation, 200);
    },
  );

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { OperationView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "../http/api-env.ts";
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
export const getOperationRoute = (store: Pick<Store, "getOperation">) =>
  new OpenAPIHono<ApiEnv>().openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    const operation = await store.getOperation(id);
    if (operation === undefined)
      throw new OrchestratorError("NOT_FOUND", `no operation has the id ${JSON.stringify(id)}`);
    return context.json(operation, 200);
  });

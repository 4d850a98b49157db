import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { type StageKind, stageKindView, type StageKindView } from "../kinds/stage-kind.ts";

const route = createRoute({
  operationId: "listGateKinds",
  method: "get",
  path: "/v1/gates",
  responses: {
    200: jsonAnswer<{ readonly items: readonly StageKindView[] }>("Every gate kind, with its config's schema."),
    ...problemAnswers(),
  },
});

/** Lists the gate kinds. */
export const listGateKindsRoute = (kinds: readonly StageKind[]) => {
  const items = kinds.map(stageKindView);
  return new OpenAPIHono<ApiEnv>().openapi(route, (context) => context.json({ items }, 200));
};

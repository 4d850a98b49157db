import { createRoute } from "@hono/zod-openapi";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
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
  return guarded(route, forEverybody("kinds are the same in every project"), (context) => context.json({ items }, 200));
};

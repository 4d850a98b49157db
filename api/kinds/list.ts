import { createRoute } from "@hono/zod-openapi";
import type { JsonObject } from "../../domain/schema/json.ts";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import type { ComponentKind } from "./component-kind.ts";

/** A component kind as people see it. */
export interface ComponentKindView extends Pick<
  ComponentKind,
  "kind" | "summary" | "outputs" | "artifact" | "readyWithinMs"
> {
  /** JSON Schema of its config, without `readyWithin`. */
  readonly schema: JsonObject;
  readonly examples: readonly JsonObject[];
}

const route = createRoute({
  operationId: "listKinds",
  method: "get",
  path: "/v1/kinds",
  responses: {
    200: jsonAnswer<{ readonly items: readonly ComponentKindView[] }>(
      "Every component kind, with its config's schema.",
    ),
    ...problemAnswers(),
  },
});

/** Lists the component kinds. */
export const listKindsRoute = (kinds: readonly ComponentKind[]) => {
  const items = kinds.map((one): ComponentKindView => {
    const { kind, summary, outputs, artifact, readyWithinMs, examples, checked } = one;
    return { kind, summary, outputs, artifact, readyWithinMs, schema: checked.configSchema, examples };
  });
  return guarded(route, forEverybody("kinds are the same in every project"), (context) => context.json({ items }, 200));
};

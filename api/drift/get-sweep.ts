import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { SweepView } from "../../domain/schema/drift.ts";
import { guarded } from "../access/guarded.ts";
import { noThing, visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "getSweep",
  method: "get",
  path: "/v1/sweeps/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<SweepView>("The sweep: where it looks, how many components it has looked at, what it came to."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Shows one sweep, to whoever may see something where it looks. One that was asked for is there once it has begun. */
export const getSweepRoute = (store: Pick<Store, "getSweep">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { id } = context.req.valid("param");
    const sweep = await store.getSweep(id, access.visible);
    if (sweep === undefined) throw noThing({ kind: "sweep", id });
    return context.json(sweep, 200);
  });

import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteSnapshot",
  method: "delete",
  path: "/v1/snapshots/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<Accepted>("It is gone already."),
    202: jsonAnswer<Accepted>("Recorded; its cell deletes it, and it is listed until it is gone."),
    ...problemAnswers("NOT_FOUND", "RESOURCE_IN_USE", "IDEMPOTENCY_KEY_REUSED", "REQUEST_INVALID"),
  },
});

/** Deletes a snapshot that no environment is to be restored from. Asked twice, the second joins the first. */
export const deleteSnapshotRoute = (store: Pick<Store, "placeOf" | "acceptDeleteSnapshot">) =>
  guarded(
    route,
    ofThing("delete", store, (context) => ({ kind: "snapshot", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const accepted = await store.acceptDeleteSnapshot(identifyRequest(context), id);
      const isGone = accepted.results.every(({ result }) => result === "deleted");
      return isGone ? context.json(accepted, 200) : context.json(accepted, 202);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { guarded } from "../access/guarded.ts";
import { noThing, ofThing } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";

const route = createRoute({
  operationId: "getApproval",
  method: "get",
  path: "/v1/approvals/{id}",
  request: { params: z.object({ id: PathName }) },
  responses: {
    200: jsonAnswer<ApprovalView>("The approval: what is asked, who may decide, the votes that stand."),
    ...problemAnswers("NOT_FOUND"),
  },
});

/** Shows one approval. */
export const getApprovalRoute = (store: Pick<Store, "placeOf" | "getApproval">) =>
  guarded(
    route,
    ofThing("view", store, (context) => ({ kind: "approval", id: context.req.valid("param").id })),
    async (context, { target }) => {
      const approval = await store.getApproval(target.id);
      if (approval === undefined) throw noThing(target);
      return context.json(approval, 200);
    },
  );

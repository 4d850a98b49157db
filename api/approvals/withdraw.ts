import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { PathName } from "../http/names.ts";
import { OptionalReason, takeOptionalReason } from "../promotions/take-reason.ts";
import { ballotAnswers, castBallot } from "./cast-ballot.ts";

const route = createRoute({
  operationId: "withdrawApproval",
  method: "post",
  path: "/v1/approvals/{id}/withdraw",
  middleware: [takeOptionalReason] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: false, content: { "application/json": { schema: OptionalReason } } },
  },
  responses: ballotAnswers("Nobody is asked any more; what waited for it is rejected."),
});

/** Takes a whole question back, by who asked it. */
export const withdrawApprovalRoute = (store: Pick<Store, "placeOf" | "acceptBallot">) =>
  guarded(
    route,
    ofThing("promote", store, (context) => ({ kind: "approval", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason = "" } = context.req.valid("json");
      const wish = { approvalId: id, choice: "withdraw-request", reason, mayVote: false } as const;
      return context.json(await castBallot(store, context, wish), 200);
    },
  );

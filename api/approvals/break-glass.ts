import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { PathName } from "../http/names.ts";
import { RequiredReason, takeReason } from "../promotions/take-reason.ts";
import { ballotAnswers, castBallot } from "./cast-ballot.ts";

const route = createRoute({
  operationId: "breakGlass",
  method: "post",
  path: "/v1/approvals/{id}/break-glass",
  middleware: [takeReason] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: true, content: { "application/json": { schema: RequiredReason } } },
  },
  responses: ballotAnswers("It is approved without votes, which everybody is told, and somebody else reviews."),
});

/** Passes an approval without votes, by those that its rule names. */
export const breakGlassRoute = (store: Pick<Store, "placeOf" | "acceptBallot">) =>
  guarded(
    route,
    ofThing("vote", store, (context) => ({ kind: "approval", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason } = context.req.valid("json");
      const wish = { approvalId: id, choice: "break-glass", reason, mayVote: true } as const;
      return context.json(await castBallot(store, context, wish), 200);
    },
  );

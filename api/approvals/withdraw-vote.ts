import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { PathName } from "../http/names.ts";
import { OptionalReason, takeOptionalReason } from "../promotions/take-reason.ts";
import { ballotAnswers, castBallot } from "./cast-ballot.ts";

const route = createRoute({
  operationId: "withdrawVote",
  method: "post",
  path: "/v1/approvals/{id}/withdraw-vote",
  middleware: [takeOptionalReason] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: false, content: { "application/json": { schema: OptionalReason } } },
  },
  responses: ballotAnswers("Your vote does not stand any more."),
});

/** Takes one's own vote back while nothing is decided. */
export const withdrawVoteRoute = (store: Pick<Store, "placeOf" | "acceptBallot">) =>
  guarded(
    route,
    ofThing("vote", store, (context) => ({ kind: "approval", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { reason = "" } = context.req.valid("json");
      const wish = { approvalId: id, choice: "withdraw", reason, mayVote: true } as const;
      return context.json(await castBallot(store, context, wish), 200);
    },
  );

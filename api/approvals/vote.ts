import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { ofThing } from "../access/needs.ts";
import { PathName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";
import { ballotAnswers, castBallot } from "./cast-ballot.ts";

const Vote = z.strictObject({
  decision: z.enum(["approve", "reject"]),
  reason: z
    .string()
    .max(1_500)
    .default("")
    .describe("Why; needed to reject. Everybody who sees the promotion reads it."),
  planDigest: z
    .string()
    .max(200)
    .optional()
    .describe("binding.planDigest as you saw it: the vote counts for that plan only. Absent: for what is asked now."),
});

const route = createRoute({
  operationId: "vote",
  method: "post",
  path: "/v1/approvals/{id}/votes",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 })] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: true, content: { "application/json": { schema: Vote } } },
  },
  responses: ballotAnswers("The vote stands; a second one of the same person changes nothing."),
});

/** Votes on an approval. */
export const voteRoute = (store: Pick<Store, "placeOf" | "acceptBallot">) =>
  guarded(
    route,
    ofThing("vote", store, (context) => ({ kind: "approval", id: context.req.valid("param").id })),
    async (context, { target: { id } }) => {
      const { decision, reason, planDigest } = context.req.valid("json");
      const wish = { approvalId: id, choice: decision, reason, planDigest, mayVote: true };
      return context.json(await castBallot(store, context, wish), 200);
    },
  );

import { createRoute, z } from "@hono/zod-openapi";
import type { FindingAnswer } from "../../adapters/store/drift-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { StoreOfApi } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { guarded } from "../access/guarded.ts";
import { askedOfThing, needOfEnvironment, noThing } from "../access/needs.ts";
import { locationOf, setLocation } from "../http/answer-accepted.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";
import { type AdoptDeps, prepareAdoptionWith } from "./prepare-adoption.ts";

const SNOOZE_MAX_MS = 90 * 86_400_000;
const Reason = z.string().trim().max(500).describe("Why; kept in the record.");
const Seen = z.strictObject({
  diffDigest: z.string().min(1).max(200).describe("diffDigest as you saw it: the answer is to this very difference."),
});
const Answer = z.discriminatedUnion("do", [
  Seen.extend({ do: z.literal("revert"), reason: Reason.default("") }),
  Seen.extend({ do: z.literal("adopt"), reason: Reason.default("") }),
  Seen.extend({ do: z.literal("accept"), reason: Reason.min(1) }),
  Seen.extend({
    do: z.literal("snooze"),
    reason: Reason.min(1),
    until: z.int().min(0).describe("Epoch milliseconds; at most 90 days from now."),
  }),
]);

const route = createRoute({
  operationId: "answerFinding",
  method: "post",
  path: "/v1/findings/{id}/answer",
  middleware: [takeSmallBody] as const,
  request: {
    params: z.object({ id: PathName }),
    body: { required: true, content: { "application/json": { schema: Answer } } },
  },
  responses: {
    200: jsonAnswer<Accepted>("Recorded; nothing runs for it."),
    202: jsonAnswer<Accepted>(
      "Recorded; Location is the promotion or the operation that carries it out, once there is one.",
    ),
    ...problemAnswers(
      "NOT_FOUND",
      "FINDING_CLOSED",
      "FINDING_CHANGED",
      "FINDING_NOT_REVERTABLE",
      "FINDING_NOT_ADOPTABLE",
      "ENVIRONMENT_DELETING",
      "PRECONDITION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** What the route needs. */
export interface AnswerDeps extends AdoptDeps {
  readonly store: AdoptDeps["store"] & Pick<StoreOfApi, "placeOf" | "answerFinding" | "findAnswer" | "getFinding">;
}

/** Answers to a finding: put it back, adopt it, accept it, leave it for a while. */
export const answerFindingRoute = (deps: AnswerDeps) => {
  const prepareAdoption = prepareAdoptionWith(deps);
  return guarded(
    route,
    {
      action: "answer-drift",
      on: "environment",
      find: async (context) => {
        const { id } = context.req.valid("param");
        const asked = await askedOfThing("answer-drift", deps.store, { kind: "finding", id });
        const { environment } = asked.target;
        // What is adopted is applied.
        const applies = context.req.valid("json").do === "adopt" && environment !== undefined;
        return applies ? { ...asked, needs: [...asked.needs, needOfEnvironment("apply", environment)] } : asked;
      },
    },
    async (context, { target, access: { visible } }) => {
      const body = context.req.valid("json");
      const request = identifyRequest(context, JSON.stringify(body));
      const earlier = await deps.store.findAnswer(request);
      const accepted = earlier ?? (await deps.store.answerFinding(request, await answerOf()));
      setLocation(context, accepted);
      const runs = body.do === "revert" || body.do === "adopt" || locationOf(accepted) !== undefined;
      return runs ? context.json(accepted, 202) : context.json(accepted, 200);

      async function answerOf(): Promise<FindingAnswer> {
        if (body.do === "snooze") requireSoon(body.until);
        const { do: choice, ...rest } = { ...body, findingId: target.id };
        if (choice !== "adopt") return { ...rest, do: choice } as FindingAnswer;
        const finding = await deps.store.getFinding(target.id);
        if (finding === undefined) throw noThing(target);
        return { ...rest, do: choice, ...(await prepareAdoption(finding, { diffDigest: body.diffDigest, visible })) };
      }
    },
  );
};

/** @throws OrchestratorError `REQUEST_INVALID` */
function requireSoon(until: number): void {
  const nowMs = Date.now();
  if (until > nowMs && until <= nowMs + SNOOZE_MAX_MS) return;
  throw new OrchestratorError("REQUEST_INVALID", "body/until: it must be to come, and within 90 days");
}

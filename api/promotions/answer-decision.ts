import type { Accepted } from "../../adapters/store/requests-port.ts";
import { setLocation } from "../http/answer-accepted.ts";
import type { ApiContext } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";

/** What a route that decides about a promotion may answer. */
export const decisionAnswers = (description: string) => ({
  202: jsonAnswer<Accepted>(description),
  ...problemAnswers(
    "NOT_FOUND",
    "PROMOTION_NOT_HELD",
    "PROMOTION_ENDED",
    "STEP_NOT_SKIPPABLE",
    "STAGE_NOT_FOUND",
    "IDEMPOTENCY_KEY_REUSED",
    "REQUEST_INVALID",
    "MEDIA_TYPE_UNSUPPORTED",
    "BODY_TOO_LARGE",
  ),
});

/** Answers what was decided; `Location` is the promotion that it goes on with. */
export function answerDecision(context: ApiContext, accepted: Accepted) {
  setLocation(context, accepted);
  return context.json(accepted, 202);
}

import type { Ballot } from "../../adapters/store/approvals-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalView, Door } from "../../domain/schema/approval.ts";
import type { ApiContext } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";

/** What a vote or another wish about an approval is answered with. */
export interface BallotResult {
  readonly approval: ApprovalView;
  /** True when this was counted earlier, for the same key. */
  readonly isReplay: boolean;
}

/** What every route that decides about an approval may answer. */
export const ballotAnswers = (description: string) => ({
  200: jsonAnswer<BallotResult>(description),
  ...problemAnswers(
    "NOT_FOUND",
    "APPROVAL_DECIDED",
    "APPROVAL_EXPIRED",
    "APPROVAL_CHANGED",
    "APPROVAL_UNCLEAR",
    "SELF_APPROVAL",
    "NOT_AN_APPROVER",
    "PERSON_REQUIRED",
    "REASON_REQUIRED",
    "IDEMPOTENCY_KEY_REUSED",
    "REQUEST_INVALID",
    "MEDIA_TYPE_UNSUPPORTED",
    "BODY_TOO_LARGE",
  ),
});

/** A wish about an approval, as a route has it. Who it is from, and whether they may vote, the route has checked. */
export type Wish = Pick<Ballot, "approvalId" | "choice" | "reason" | "mayVote"> & {
  readonly planDigest?: string | undefined;
};

/**
 * Records what a person wants of an approval. What the rules refuse is recorded, too, and thrown.
 * @throws OrchestratorError what `ballotAnswers` lists
 */
export async function castBallot(
  store: Pick<Store, "acceptBallot">,
  context: ApiContext,
  { planDigest, ...wish }: Wish,
): Promise<BallotResult> {
  const principal: Principal = context.get("principal");
  const identity = identifyRequest(context, JSON.stringify([wish.choice, wish.reason, planDigest ?? ""]));
  const ballot = { ...wish, principal, via: doorOf(context), ...(planDigest === undefined ? {} : { planDigest }) };
  const answer = await store.acceptBallot(identity, ballot);
  const { approval, isReplay } = answer;
  if (answer.isCounted) return { approval, isReplay };
  throw new OrchestratorError(answer.code, `approval ${approval.id}: ${answer.reason}`, {
    details: { approval: approval.id, status: approval.status },
  });
}

/** For people only: whoever lies about it gains nothing. */
function doorOf(context: ApiContext): Door {
  return context.req.header("user-agent")?.startsWith("holdfast-cli") === true ? "cli" : "api";
}

import { apiPath } from "./api-path.ts";
import type { ApprovalView, BallotResult } from "./approval-answers.ts";
import { jsonCall } from "./send-once.ts";
import type { Session } from "./session.ts";

/** Sends what a person wants of an approval, and prints how it stands then. */
export async function sendBallot(
  session: Session,
  { id }: ApprovalView,
  { verb, body, said }: { readonly verb: string; readonly body: object; readonly said: string },
): Promise<void> {
  const { approval, isReplay } = await session.request<BallotResult>(
    jsonCall("POST", apiPath("approvals", id, verb), body),
  );
  const { out } = session.terminal;
  out.line(`${said}${isReplay ? " (it was counted before)" : ""}: ${standing(approval)}`);
}

function standing({ id, status, statusReason, votes, rule }: ApprovalView): string {
  if (status === "pending") return `${id} has ${votes.length} of ${rule.count} votes`;
  return `${id} is ${status}${statusReason === "" ? "" : ` (${statusReason})`}`;
}

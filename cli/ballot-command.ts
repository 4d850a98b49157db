import { apiPath } from "./api-path.ts";
import type { ApprovalView, BallotResult } from "./approval-answers.ts";
import { approvalSubject } from "./render/approval.ts";
import { oneLine } from "./render/text-width.ts";
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

/** Says what a person is about to say yes to. */
export function tellQuestion(session: Session, approval: ApprovalView): void {
  const { err } = session.terminal;
  const { environment, project, previousRelease, changes, migrations, binding } = approval;
  const from = previousRelease === undefined ? "" : `, which runs ${previousRelease}`;
  err.line(oneLine(`${approval.id}: ${approvalSubject(approval)} in ${project}/${environment}${from}`));
  for (const { component, action, reason } of changes) err.line(oneLine(`  ${component}: ${action} (${reason})`));
  for (const name of migrations) err.line(oneLine(`  migration ${name}`));
  err.line(`  plan ${binding.planDigest}`);
}

function standing({ id, status, statusReason, votes, rule }: ApprovalView): string {
  if (status === "pending") return `${id} has ${votes.length} of ${rule.count} votes`;
  return `${id} is ${status}${statusReason === "" ? "" : ` (${statusReason})`}`;
}

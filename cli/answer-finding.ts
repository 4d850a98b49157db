import type { AcceptedAnswer } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { FindingDetail } from "./drift-answers.ts";
import { printAccepted } from "./print-accepted.ts";
import { diffLines } from "./render/diff.ts";
import { jsonCall } from "./send-once.ts";
import type { Session } from "./session.ts";
import { findFinding } from "./show-finding.ts";

/**
 * Answers to a finding as it stands: shows the difference, and sends the answer with its digest, so that what is answered
 * to is what was shown. Answers the finding's id. @throws CommandFailure where `seen` names another difference
 */
export async function answerFinding(
  session: Session,
  { id, seen }: { readonly id: string; readonly seen: string | undefined },
  answer: { readonly do: string; readonly reason?: string | undefined; readonly until?: number },
): Promise<string> {
  const finding = await findFinding(session, id);
  if (seen !== undefined && seen !== finding.diffDigest)
    throw new CommandFailure(`finding ${finding.id} differs in another way than you saw`, {
      hints: [`look again: ${commandName()} drift show ${finding.id}`],
    });
  tellDifference(session, finding);
  const body = { ...answer, diffDigest: finding.diffDigest };
  const accepted = await session.request<AcceptedAnswer>(
    jsonCall("POST", apiPath("findings", finding.id, "answer"), body),
  );
  printAccepted(session, accepted);
  const { err } = session.terminal;
  for (const { operationId, promotionId, result } of accepted.results) {
    if (promotionId !== undefined) err.line(`follow it: ${commandName()} explain promotion ${promotionId}`);
    else if (operationId !== undefined) err.line(`follow it: ${commandName()} operations get ${operationId}`);
    else if (result === "reverting") err.line(`follow it: ${commandName()} drift show ${finding.id}`);
  }
  return finding.id;
}

function tellDifference(session: Session, { diff, project, environment, component }: FindingDetail): void {
  const { err } = session.terminal;
  err.line(`${project}/${environment}/${component}`);
  for (const line of diffLines(diff, err.paint)) err.line(line);
}

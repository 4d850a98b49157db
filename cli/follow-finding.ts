import { commandName } from "./command-name.ts";
import { CommandFailure } from "./command-failure.ts";
import type { FindingDetail } from "./drift-answers.ts";
import { followTargets } from "./follow-targets.ts";
import type { Verdict } from "./judge.ts";
import { oneLine } from "./render/text-width.ts";
import type { Session } from "./session.ts";
import { findFinding } from "./show-finding.ts";
import { toldLines } from "./told-lines.ts";

/**
 * Waits until what differs was put back.
 * @throws CommandFailure when it is not, with exit code 124 when the time is over, Interrupted on Ctrl-C
 */
export async function followFinding(session: Session, id: string, timeoutMs: number): Promise<void> {
  const told = toldLines(session.terminal.err);
  const display = {
    show(looks: readonly FindingDetail[], trouble?: string) {
      told.trouble(trouble);
      for (const finding of looks) told.tell(finding.id, oneLine([finding.status, ...finding.next.lines].join(": ")));
    },
  };
  const comeBack = [`${commandName()} drift show ${id}`];
  const following = { targets: [id], look: findFinding, judge, nameOf: (name: string) => name, timeoutMs, comeBack };
  const [followed] = await followTargets(session, following, display);
  if (followed?.verdict.is === "reached") return session.terminal.out.line(followed.verdict.text);
  throw new CommandFailure(followed?.verdict.text ?? "it is not there any more", { hints: comeBack });
}

function judge({ id, status, statusReason }: FindingDetail): Verdict {
  if (status === "due" || status === "reverting") return { is: "pending" };
  const why = statusReason === "" ? "" : `: ${oneLine(statusReason)}`;
  return { is: status === "resolved" ? "reached" : "missed", text: `${id} is ${status}${why}` };
}

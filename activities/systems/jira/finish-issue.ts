import { OrchestratorError } from "../../../domain/errors.ts";
import type { GateContext, PromotionEnd } from "../../gates/gate.ts";
import { closeDuplicates } from "./close-duplicates.ts";
import { commentOnce } from "./comment-once.ts";
import type { Jira } from "./connect-jira.ts";
import { CREATE_CALL } from "./create-once.ts";
import type { IssueMemory } from "./find-issue.ts";
import { lookForIssue } from "./look-for-issue.ts";
import { moveIssue } from "./move-issue.ts";

/** What happens to an issue at the end. */
export interface IssueClosing {
  readonly anchor?: string | undefined;
  readonly onOutcome: { readonly verified?: string | undefined; readonly failed?: string | undefined };
  readonly comment: boolean;
}

/** A promotion that is over, and what the gate kept of it. */
export interface Ending {
  readonly context: GateContext;
  readonly memory: IssueMemory;
  readonly end: PromotionEnd;
}

/**
 * Tells an issue how its promotion ended, and moves it where it belongs then. Repeatable. An issue that is gone, or was
 * never opened, needs nothing.
 *
 * @throws OrchestratorError `REMOTE_*` when it must be called again, `FENCED`
 */
export async function finishIssue(jira: Jira, closing: IssueClosing, { context, memory, end }: Ending): Promise<void> {
  const found = memory.id ?? (await lostIssue(jira, closing, { context, memory, end }));
  if (found === undefined) return;
  const { effects, promotion } = context;
  const isOurs = memory.createdAt !== undefined || memory.id === undefined;
  const kept = isOurs ? await quietly(closeDuplicates(jira, effects, effects.key(CREATE_CALL))) : undefined;
  const id = kept?.id ?? found;
  if (closing.comment)
    await quietly(commentOnce(jira, effects, { call: "outcome", issueId: id, lines: told(end, promotion) }));
  const isVerified = end.outcome === "Verified";
  const status = isVerified ? closing.onOutcome.verified : closing.onOutcome.failed;
  if (status !== undefined) await moveIssue(jira, id, { status, resolution: isVerified ? "Done" : "Won't Do" });
}

/** An issue that was opened by a create of which nobody heard. */
async function lostIssue(
  jira: Jira,
  { anchor }: IssueClosing,
  { context, memory }: Ending,
): Promise<string | undefined> {
  const { nowMs, effects } = context;
  if (memory.asked !== undefined) return undefined;
  // Where no create is known to be unclear, one look is enough: it counts as long gone.
  const { unclearSince = 0 } = memory;
  const key = effects.key(CREATE_CALL);
  const lost = { key, unclearSince, nowMs, ...(anchor === undefined ? {} : { anchor }) };
  return (await lookForIssue(jira, lost))?.id;
}

/** What only tells, or tidies up, must not keep a promotion from its end. What is unclear is tried again. */
async function quietly<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === "REMOTE_REFUSED") return undefined;
    throw error;
  }
}

function told({ outcome, reason, runs }: PromotionEnd, promotion: GateContext["promotion"]): readonly string[] {
  const { id, project, release, environment } = promotion;
  const what = `Promotion ${id} of ${project} ${release.version} into ${environment.name}`;
  return [
    `${what}: ${outcome.toLowerCase()}${reason === "" ? "." : `: ${reason}`}`,
    `${environment.name} runs ${runs === "" ? "nothing" : runs} now.`,
  ];
}

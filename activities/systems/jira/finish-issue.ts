import { OrchestratorError } from "../../../domain/errors.ts";
import type { GateContext, PromotionEnd } from "../../gates/gate.ts";
import { closeDuplicates } from "./close-duplicates.ts";
import { commentOnce } from "./comment-once.ts";
import type { Jira } from "./connect-jira.ts";
import { CREATE_CALL } from "./create-once.ts";
import type { IssueMemory } from "./find-issue.ts";
import { isAnswer } from "./jira-failure.ts";
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

/** An issue that was opened by a create whose answer is in no memory. The ledger knows whether there may be one. */
async function lostIssue(
  jira: Jira,
  { anchor }: IssueClosing,
  { context, memory, end }: Ending,
): Promise<string | undefined> {
  const { nowMs, effects, promotion } = context;
  if (memory.asked !== undefined) return undefined;
  const { unclearSince = end.endedAt } = memory;
  let isNone = false;
  try {
    const { id } = await effects.once<{ id: string }>({
      call: CREATE_CALL,
      system: "jira",
      request: { promotion: promotion.id },
      look: async (key) =>
        await lookForIssue(jira, { key, unclearSince, nowMs, ...(anchor === undefined ? {} : { anchor }) }),
      // It comes too late: where none was opened, none is.
      async act() {
        isNone = true;
        throw new OrchestratorError("REMOTE_NOT_SENT", "no issue was opened");
      },
    });
    return id;
  } catch (error) {
    if (isNone) return undefined;
    throw error;
  }
}

/**
 * What only tells, or tidies up, must not keep a promotion from its end. What is unclear is tried again, and so is what
 * met a refused login: that says nothing about the call.
 */
async function quietly<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === "REMOTE_REFUSED" && !isAnswer(error, 401))
      return undefined;
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

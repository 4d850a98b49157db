import { OrchestratorError } from "../../../domain/errors.ts";
import type { GateContext } from "../../gates/gate.ts";
import { closeDuplicates } from "./close-duplicates.ts";
import type { Jira } from "./connect-jira.ts";
import { CREATE_CALL } from "./create-once.ts";
import type { IssueMemory } from "./find-issue.ts";
import type { Issue } from "./issues.ts";
import { isAnswer } from "./jira-failure.ts";

/** How long after its creation an issue is searched for duplicates: when the index usually has caught up, and when it must have. */
const SWEEPS_MS = [15 * 60_000, 12 * 3_600_000];
/** Where a create got no answer: the one that was found may be the second, and people look at the first. */
const SWEEP_OF_UNCLEAR_MS = 60_000;

/** An issue after duplicates were looked for. */
export interface Swept {
  readonly issue: Issue;
  readonly memory: IssueMemory;
  /** What a person should do, if anything. */
  readonly notes: readonly string[];
}

/**
 * Looks for duplicates of an issue that was created, twice in its life, once more where its create got no answer, and closes all but the one of the lowest id,
 * which takes its place. One that cannot be closed is noted and holds nothing up.
 *
 * @throws OrchestratorError `REMOTE_*`, `FENCED`
 */
export async function sweepWhenDue(
  jira: Jira,
  { context, memory, issue }: { readonly context: GateContext; readonly memory: IssueMemory; readonly issue: Issue },
): Promise<Swept> {
  const { createdAt, unclearSince, sweeps = 0 } = memory;
  if (createdAt === undefined) return { issue, memory, notes: [] };
  const sweepsMs = unclearSince === undefined ? SWEEPS_MS : [SWEEP_OF_UNCLEAR_MS, ...SWEEPS_MS];
  const due = sweepsMs.filter((after) => createdAt + after <= context.nowMs).length;
  if (sweeps >= due) return { issue, memory, notes: [] };
  const swept = { ...memory, sweeps: due };
  try {
    const kept = await closeDuplicates(jira, context.effects, context.effects.key(CREATE_CALL));
    return { issue: kept ?? issue, memory: { ...swept, id: kept?.id ?? issue.id }, notes: [] };
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.code !== "REMOTE_REFUSED" || isAnswer(error, 401)) throw error;
    return { issue, memory: swept, notes: [error.message] };
  }
}

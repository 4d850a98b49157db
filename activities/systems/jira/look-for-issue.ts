import { OrchestratorError } from "../../../domain/errors.ts";
import type { Jira } from "./connect-jira.ts";
import { readIssue, type Issue } from "./issues.ts";
import { searchByLabel } from "./search-issues.ts";

/** A create of which nobody knows what became. */
export interface LostIssue {
  /** What it would carry as label and as property. */
  readonly key: string;
  /** Key of an issue to which it would be linked; absent for none. */
  readonly anchor?: string;
  /** Since when nobody knows, epoch milliseconds. */
  readonly unclearSince: number;
  readonly nowMs: number;
}

/** How long after the intent the search index is asked, milliseconds. After the last look the issue counts as never made. */
const LOOKS_MS = [5_000, 15_000, 45_000, 120_000];
/** So many issues of an anchor are read, the newest first. */
const MOST_RELATED = 20;

/**
 * Looks for an issue whose create got no answer: among the links of the anchor, which are current, then in the search
 * index, which lags. Undefined only after the last look.
 *
 * @throws OrchestratorError `REMOTE_UNCLEAR` with `retryAfterMs` until then, and what the calls throw
 */
export async function lookForIssue(jira: Jira, lost: LostIssue): Promise<{ id: string; key: string } | undefined> {
  const found = (await amongRelated(jira, lost)) ?? (await searchByLabel(jira, lost.key))[0];
  if (found !== undefined) return { id: found.id, key: found.key };
  const retryAfterMs = untilNextLook(lost.nowMs - lost.unclearSince);
  if (retryAfterMs === undefined) return undefined;
  throw new OrchestratorError("REMOTE_UNCLEAR", "jira got no answer through for a new issue; it is looked for", {
    details: { retryAfterMs },
  });
}

/** Milliseconds until the next look, so long after the intent; undefined when the last one was made. */
export function untilNextLook(elapsedMs: number): number | undefined {
  const next = LOOKS_MS.find((at) => at > elapsedMs);
  return next === undefined ? undefined : next - elapsedMs;
}

async function amongRelated(jira: Jira, { key, anchor }: LostIssue): Promise<Issue | undefined> {
  if (anchor === undefined) return undefined;
  const related = (await readIssue(jira, anchor))?.related ?? [];
  const newest = related.toSorted((left, right) => Number(right) - Number(left)).slice(0, MOST_RELATED);
  for (const id of newest) {
    const issue = await readIssue(jira, id);
    if (issue?.ownKey === key || issue?.labels.includes(key) === true) return issue;
  }
  return undefined;
}

import type { Effects } from "../../effects/effects.ts";
import type { PromotionFacts } from "../../../domain/promotion-facts.ts";
import type { Jira } from "./connect-jira.ts";
import { createIssue } from "./issues.ts";
import { lookForIssue } from "./look-for-issue.ts";
import { newIssueBody, type NewIssue } from "./new-issue.ts";

/** Name of the effect that creates an issue. */
export const CREATE_CALL = "create";

/** What a create needs of its surroundings. */
export interface CreateContext {
  readonly effects: Effects;
  readonly promotion: PromotionFacts;
  readonly nowMs: number;
  /** Since when nobody knows what became of an earlier create, epoch milliseconds; absent when none is known. */
  readonly unclearSince?: number;
  /** Told right before a create leaves. */
  readonly leaves: () => void;
}

/**
 * Creates an issue once. After a create that got no answer it looks for it, and creates again only after the last look.
 *
 * @throws OrchestratorError `REMOTE_UNCLEAR` with `retryAfterMs` while it is looked for; other `REMOTE_*`, `FENCED`
 */
export async function createOnce(jira: Jira, issue: NewIssue, context: CreateContext): Promise<{ id: string }> {
  const { effects, promotion, nowMs, unclearSince = nowMs, leaves } = context;
  const { project, issueType, anchor } = issue;
  return await effects.once<{ id: string; key: string }>({
    call: CREATE_CALL,
    system: "jira",
    request: { project, issueType, promotion: promotion.id },
    look: async (key) =>
      await lookForIssue(jira, { key, unclearSince, nowMs, ...(anchor === undefined ? {} : { anchor }) }),
    async act(key) {
      leaves();
      return await createIssue(jira, newIssueBody(issue, promotion, key));
    },
  });
}

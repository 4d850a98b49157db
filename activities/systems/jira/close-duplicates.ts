import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Effects } from "../../effects/effects.ts";
import { commentOnce } from "./comment-once.ts";
import type { Jira } from "./connect-jira.ts";
import { readIssue, type Issue } from "./issues.ts";
import { isAnswer } from "./jira-failure.ts";
import { moveIssue } from "./move-issue.ts";
import { searchByLabel } from "./search-issues.ts";

/**
 * Closes every issue of a create but the one of the lowest id, and answers that one; undefined when the index has none.
 *
 * Only issues whose property holds the key count: a clone that a person made carries the label, too, and stays.
 *
 * @throws OrchestratorError `REMOTE_*`, `FENCED`
 */
export async function closeDuplicates(jira: Jira, effects: Effects, key: string): Promise<Issue | undefined> {
  const found = await searchByLabel(jira, key);
  const issues: Issue[] = [];
  for (const { id } of found) {
    const issue = await readIssue(jira, id);
    if (issue?.ownKey === key) issues.push(issue);
  }
  const [kept, ...others] = issues;
  if (kept === undefined) return undefined;
  for (const other of others) if (!other.isDone) await closeOne(jira, effects, { kept, other });
  return kept;
}

async function closeOne(jira: Jira, effects: Effects, { kept, other }: { kept: Issue; other: Issue }): Promise<void> {
  const lines = [`Made twice by mistake. ${kept.key} takes its place; this one is closed.`];
  await commentOnce(jira, effects, { call: `duplicate-${other.id}`, issueId: other.id, lines });
  await linkAsDuplicate(jira, kept, other);
  await moveIssue(jira, other.id, { status: await closedStatus(jira, other), resolution: "Duplicate" });
}

/** A repeat of a link changes nothing. A site without that type of link refuses it, and the comment says it all. */
async function linkAsDuplicate(jira: Jira, kept: Issue, other: Issue): Promise<void> {
  const body = { type: { name: "Duplicate" }, inwardIssue: { key: other.key }, outwardIssue: { key: kept.key } };
  try {
    await jira.call({ method: "POST", path: "issueLink", body });
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.code !== "REMOTE_REFUSED" || isAnswer(error, 401)) throw error;
  }
}

const Ways = z.object({
  transitions: z.array(
    z.object({ to: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }).optional() }) }),
  ),
});

/** The first status of the category "done" that can be reached. */
async function closedStatus(jira: Jira, { id, key }: Issue): Promise<string> {
  const { json } = await jira.call({ method: "GET", path: `issue/${id}/transitions` });
  const ways = Ways.safeParse(json).data?.transitions ?? [];
  const way = ways.find(({ to }) => to.statusCategory?.key === "done");
  if (way !== undefined) return way.to.name;
  throw new OrchestratorError("REMOTE_REFUSED", `${key} is a duplicate, and no transition closes it: close it by hand`);
}

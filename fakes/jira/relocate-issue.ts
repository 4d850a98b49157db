import type { Call } from "./commit-effect.ts";
import type { Issue } from "./issue.ts";
import { refused } from "./refused.ts";
import type { Jira } from "./jira.ts";

/** Moves an issue to another project: it keeps its id, gets a new key, and is found by the old one. */
export async function relocateIssue(
  { world, commit }: Jira,
  call: Call,
  { issue, projectKey }: { readonly issue: Issue; readonly projectKey: string },
): Promise<Issue> {
  const project = world.projects.get(projectKey);
  if (project === undefined) throw refused(404, `There is no project "${projectKey}".`);
  if (projectKey === issue.projectKey) throw refused(409, `${issue.key} is in that project.`);
  const isStatusThere = project.statuses.some(({ name }) => name === issue.status);
  const moved: Issue = {
    ...issue,
    projectKey,
    key: `${projectKey}-${world.next(`number of ${projectKey}`, 0)}`,
    formerKeys: [...issue.formerKeys, issue.key],
    status: isStatusThere ? issue.status : (project.statuses[0]?.name ?? issue.status),
    updatedAt: Date.now(),
  };
  const logged = { before: { key: issue.key, status: issue.status }, after: { key: moved.key, status: moved.status } };
  await commit(call, { op: "issue.relocate", effectId: issue.id, issue: moved.key, ...logged, issues: [moved] });
  return moved;
}

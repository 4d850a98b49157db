import type { Issue } from "./issue.ts";
import type { Project } from "./project.ts";
import { issueNotFound, refused } from "./refused.ts";
import { isAllowed } from "./user.ts";
import type { Permission, User } from "./user.ts";
import type { World } from "./world.ts";

/**
 * The issue a call is about.
 *
 * @throws Refused 404 when there is none or the user may not see it, 403 when the user may not do that to it.
 */
export function findIssueFor(user: User, world: World, wish: { idOrKey: string; permission?: Permission }): Issue {
  const { idOrKey, permission } = wish;
  const issue = world.findIssue(idOrKey);
  if (issue === undefined || !isAllowed(user, issue.projectKey, "BROWSE_PROJECTS")) throw issueNotFound();
  if (permission !== undefined && !isAllowed(user, issue.projectKey, permission)) {
    throw refused(403, `You do not have the permission ${permission} for this issue.`);
  }
  return issue;
}

/** The project of an issue. */
export function projectOf(world: World, { projectKey }: Issue): Project {
  const project = world.projects.get(projectKey);
  if (project === undefined) throw new Error(`there is no project "${projectKey}"`);
  return project;
}

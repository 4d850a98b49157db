import type { Call } from "./commit-effect.ts";
import type { Issue, JsonObject } from "./issue.ts";
import { projectOf } from "./find-issue.ts";
import { wayTo } from "./project.ts";
import type { Transition } from "./project.ts";
import { refused } from "./refused.ts";
import type { Jira } from "./jira.ts";
import { transitionIssue } from "./transition-issue.ts";

/** Where a person wants an issue. */
export interface MoveWish {
  readonly issue: Issue;
  /** Name of the status, in any case. */
  readonly status: string;
  /** What to fill in on the screens along the way; a person chooses the first allowed value for the rest. */
  readonly fields?: JsonObject;
}

/**
 * Moves an issue to a status as a person does, along the shortest way through the workflow.
 *
 * @throws Refused 409 when there is no way.
 */
export async function moveIssue(
  jira: Pick<Jira, "world" | "commit">,
  call: Call,
  { issue, status, fields = {} }: MoveWish,
): Promise<Issue> {
  const project = projectOf(jira.world, issue);
  const to = project.statuses.find(({ name }) => name.toLowerCase() === status.toLowerCase())?.name ?? status;
  const way = wayTo(project, issue.status, to);
  if (way === undefined) throw refused(409, `${issue.key} has no way from "${issue.status}" to "${to}".`);
  let moved = issue;
  for (const transition of way) {
    // Somebody may have changed it while the last move was written to disk.
    moved = jira.world.findIssue(issue.id) ?? moved;
    if (!transition.from.includes(moved.status)) throw refused(409, `${moved.key} was moved by somebody else.`);
    moved = await transitionIssue(jira, call, { issue: moved, transition, fields: filledIn(transition, fields) });
  }
  return moved;
}

function filledIn({ screen }: Transition, fields: JsonObject): JsonObject {
  const filled: Record<string, unknown> = {};
  for (const [id, { isRequired, allowedValues }] of Object.entries(screen)) {
    const [first] = allowedValues ?? [];
    if (id in fields) filled[id] = fields[id];
    else if (isRequired) filled[id] = first === undefined ? "filled in by a person" : { name: first };
  }
  return filled;
}

import { isObject } from "./check-document.ts";
import type { Call } from "./commit-effect.ts";
import type { Issue, JsonObject } from "./issue.ts";
import { projectOf } from "./find-issue.ts";
import { RESOLUTIONS, statusNamed } from "./project.ts";
import type { ScreenField, Transition } from "./project.ts";
import { fieldsRefused } from "./refused.ts";
import { documentText } from "./show-document.ts";
import type { Jira } from "./jira.ts";
import { newComment } from "./write-comment.ts";

/** What to move, and along which transition. */
export interface TransitionWish {
  readonly issue: Issue;
  readonly transition: Transition;
  /** What is filled in on its screen. */
  readonly fields: JsonObject;
  /** A document to add as comment; absent for none. */
  readonly comment?: JsonObject;
}

/**
 * Moves an issue along one transition, which must start from its status.
 *
 * @throws Refused when its screen asks for something else.
 */
export async function transitionIssue(
  jira: Pick<Jira, "world" | "commit">,
  call: Call,
  { issue, transition, fields, comment }: TransitionWish,
): Promise<Issue> {
  const { world } = jira;
  const { resolution, ...others } = fieldsOnScreen(transition, fields);
  const isDone = statusNamed(projectOf(world, issue), transition.to).category === "done";
  const comments = comment === undefined ? [] : [newComment(world, { author: call.actor, body: comment })];
  const after: Issue = {
    ...issue,
    status: transition.to,
    resolution: isDone ? (resolution ?? issue.resolution ?? RESOLUTIONS[0]) : null,
    otherFields: { ...issue.otherFields, ...others },
    comments: [...issue.comments, ...comments],
    updatedAt: Date.now(),
  };
  const { key, status } = issue;
  const logged = {
    before: { status, resolution: issue.resolution },
    after: {
      status: after.status,
      resolution: after.resolution,
      transition: transition.name,
      ...(comment === undefined ? {} : { comment: documentText(comment) }),
    },
  };
  await jira.commit(call, { op: "issue.transition", effectId: key, issue: key, ...logged, issues: [after] });
  return after;
}

function fieldsOnScreen({ screen }: Transition, fields: JsonObject): { resolution?: string } & Record<string, unknown> {
  const errors: Record<string, string> = {};
  const set: { resolution?: string } & Record<string, unknown> = {};
  for (const [id, value] of Object.entries(fields)) {
    const field = screen[id];
    if (field === undefined) {
      errors[id] = `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`;
      continue;
    }
    const chosen = chosenValue(field, value);
    if (chosen === undefined) errors[id] = `Specify a valid value for ${field.name}.`;
    else if (id === "resolution") set.resolution = chosen;
    else set[id] = value;
  }
  for (const [id, { name, isRequired }] of Object.entries(screen)) {
    if (isRequired && fields[id] === undefined) errors[id] = `${name} is required.`;
  }
  if (Object.keys(errors).length > 0) throw fieldsRefused(errors);
  return set;
}

/** The name of the allowed value, by its name or id; any value is fine where there is no list. */
function chosenValue({ allowedValues }: ScreenField, value: unknown): string | undefined {
  if (allowedValues === undefined) return value === null ? undefined : JSON.stringify(value);
  if (!isObject(value)) return undefined;
  return allowedValues.find((name, index) => name === value["name"] || allowedValueId(index) === value["id"]);
}

/** The id of an allowed value, by its place in the list. */
export function allowedValueId(index: number): string {
  return String(10_000 + index);
}

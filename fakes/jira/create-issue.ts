import { z } from "zod";
import { checkFields } from "./check-fields.ts";
import type { FieldErrors } from "./check-fields.ts";
import { isObject } from "./check-document.ts";
import type { Call } from "./commit-effect.ts";
import { findIssueFor } from "./find-issue.ts";
import type { Issue, JsonObject } from "./issue.ts";
import { NewLink, withLink } from "./link-issues.ts";
import type { Project } from "./project.ts";
import { fieldsRefused, refused } from "./refused.ts";
import { Properties } from "./set-property.ts";
import type { Jira } from "./jira.ts";
import { isAllowed } from "./user.ts";
import type { User } from "./user.ts";

/** Body of `POST /rest/api/3/issue`. */
export const CreateBody = z.object({
  fields: z.record(z.string(), z.unknown()),
  update: z.strictObject({ issuelinks: z.array(z.strictObject({ add: NewLink })).default([]) }).optional(),
  properties: Properties.default({}),
});

/**
 * Creates an issue, with its properties and links as one effect.
 *
 * @throws Refused when a field is wrong.
 */
export async function createIssue(
  jira: Jira,
  { user, call }: { readonly user: User; readonly call: Call },
  { fields, update, properties }: z.infer<typeof CreateBody>,
): Promise<Issue> {
  const { world } = jira;
  const { project: projectField, issuetype, parent, ...rest } = fields;
  const project = findProject(jira, user, projectField);
  const errors: FieldErrors = {};
  const set = checkFields(rest, project, errors);
  if (!("summary" in rest)) errors["summary"] = "You must specify a summary of the issue.";
  const issueType = typeNamed(project, issuetype);
  if (issueType === undefined) errors["issuetype"] = "Specify a valid issue type";
  const parentIssue = parent === undefined ? undefined : world.findIssue(referenceOf(parent));
  if (parent !== undefined && parentIssue === undefined) errors["parent"] = "Could not find issue by id or key.";
  if (Object.keys(errors).length > 0 || issueType === undefined) throw fieldsRefused(errors);
  const find = (idOrKey: string) => findIssueFor(user, world, { idOrKey, permission: "LINK_ISSUES" });
  // Before numbers are taken: what is refused takes none.
  for (const { add } of update?.issuelinks ?? []) find(add.outwardIssue ?? add.inwardIssue ?? "");

  const now = Date.now();
  let issue: Issue = {
    id: String(world.next("id", 10_000)),
    key: `${project.key}-${world.next(`number of ${project.key}`, 0)}`,
    formerKeys: [],
    projectKey: project.key,
    issueType,
    summary: set.summary ?? "",
    labels: set.labels ?? [],
    status: project.statuses[0]?.name ?? "To Do",
    resolution: null,
    parentId: parentIssue?.id ?? null,
    otherFields: set.otherFields,
    properties,
    comments: [],
    links: [],
    remoteLinks: [],
    creator: call.actor,
    createdAt: now,
    updatedAt: now,
    isDeleted: false,
  };
  const others = new Map<string, Issue>();
  for (const { add } of update?.issuelinks ?? []) {
    const linked = withLink(world, { issue, link: add, find: (key) => others.get(find(key).id) ?? find(key) });
    issue = linked.issue;
    others.set(linked.other.id, linked.other);
  }
  const links = issue.links.map(({ type, otherId }) => ({ type, to: world.findIssue(otherId)?.key }));
  const { key, summary, labels, status } = issue;
  const after = { labels, summary, status, properties, links };
  await jira.commit(call, {
    op: "issue.create",
    effectId: key,
    issue: key,
    after,
    issues: [issue, ...others.values()],
  });
  jira.autoApproval.watchIssue(issue);
  return issue;
}

function findProject({ world }: Jira, user: User, field: unknown): Project {
  const wanted = referenceOf(field);
  const project = world.projects.get(wanted) ?? [...world.projects.values()].find(({ id }) => id === wanted);
  if (project === undefined || !isAllowed(user, project.key, "BROWSE_PROJECTS")) {
    throw fieldsRefused({ project: "Specify a valid project ID or key" });
  }
  if (isAllowed(user, project.key, "CREATE_ISSUES")) return project;
  throw refused(403, "You do not have permission to create issues in this project.");
}

/** The id or key in a reference as `{"key":"REL"}`; empty when it is none. */
function referenceOf(field: unknown): string {
  if (!isObject(field)) return "";
  return String((field as JsonObject)["key"] ?? (field as JsonObject)["id"] ?? "");
}

function typeNamed({ issueTypes }: Project, field: unknown): string | undefined {
  if (!isObject(field)) return undefined;
  const { name, id } = field;
  return issueTypes.find((type, index) => type === name || typeId(index) === id);
}

/** The id of a project's issue type, by its place in the list. */
export function typeId(index: number): string {
  return String(10_001 + index);
}

import { projectOf } from "./find-issue.ts";
import type { Comment, Issue, IssueLink, RemoteLink } from "./issue.ts";
import { LINK_TYPES } from "./link-issues.ts";
import { RESOLUTIONS, statusNamed } from "./project.ts";
import type { Project, Status } from "./project.ts";
import { allowedValueId } from "./transition-issue.ts";
import { typeId } from "./create-issue.ts";
import { userJson } from "./user.ts";
import type { World } from "./world.ts";

/** Where an issue is shown from: the links in it need the rest of the world and the site's address. */
export interface View {
  readonly world: World;
  readonly base: string;
}

const CATEGORIES = {
  new: { id: 2, key: "new", colorName: "blue-gray", name: "To Do" },
  indeterminate: { id: 4, key: "indeterminate", colorName: "yellow", name: "In Progress" },
  done: { id: 3, key: "done", colorName: "green", name: "Done" },
} as const;

/** An instant as Jira writes it. */
export function jiraTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "+0000");
}

/** An issue with the fields asked for: ids, `*all`, `*navigable`, and `-id` for what is not wanted. */
export function issueJson(issue: Issue, view: View, wanted: readonly string[]) {
  const { id, key } = issue;
  return { id, key, self: `${view.base}/rest/api/3/issue/${id}`, fields: pick(fieldsOf(issue, view), wanted) };
}

/** A status with its category. */
export function statusJson({ id, name, category }: Status, base: string) {
  return { self: `${base}/rest/api/3/status/${id}`, id, name, description: "", statusCategory: CATEGORIES[category] };
}

/** A project in short. */
export function projectJson({ id, key, name }: Project, base: string) {
  return { self: `${base}/rest/api/3/project/${id}`, id, key, name, projectTypeKey: "service_desk", simplified: false };
}

/** A comment; with its properties only when they are asked for. */
export function commentJson(comment: Comment, issue: Issue, { base, with: part }: CommentView) {
  const { id, author, body, properties, createdAt, updatedAt } = comment;
  const user = userJson(author, base);
  const json = {
    self: `${base}/rest/api/3/issue/${issue.id}/comment/${id}`,
    id,
    author: user,
    updateAuthor: user,
    body,
    created: jiraTime(createdAt),
    updated: jiraTime(updatedAt),
    jsdPublic: true,
  };
  if (part === undefined) return json;
  return { ...json, properties: Object.entries(properties).map(([key, value]) => ({ key, value })) };
}

/** How a comment is shown. */
export interface CommentView {
  readonly base: string;
  readonly with?: "properties";
}

/** A remote link. */
export function remoteLinkJson(link: RemoteLink, issue: Issue, base: string) {
  const { id, ...rest } = link;
  return { id: Number(id), self: `${base}/rest/api/3/issue/${issue.id}/remotelink/${id}`, ...rest };
}

/** Each field as it is made when it is asked for. */
function fieldsOf(issue: Issue, view: View): Record<string, () => unknown> {
  const { world, base } = view;
  const project = projectOf(world, issue);
  const { description = null, ...otherFields } = issue.otherFields;
  const creator = () => userJson(issue.creator, base);
  return {
    ...Object.fromEntries(Object.entries(otherFields).map(([id, value]) => [id, () => value])),
    summary: () => issue.summary,
    description: () => description,
    labels: () => issue.labels,
    project: () => projectJson(project, base),
    issuetype: () => typeJson(issue, project),
    status: () => statusJson(statusNamed(project, issue.status), base),
    resolution: () => resolutionJson(issue.resolution),
    issuelinks: () => issue.links.flatMap((link) => linkJson(link, view)),
    subtasks: () => childrenOf(issue, world).map((child) => shortJson(child, view)),
    parent: () => parentJson(issue, view),
    creator,
    reporter: () => otherFields["reporter"] ?? creator(),
    created: () => jiraTime(issue.createdAt),
    updated: () => jiraTime(issue.updatedAt),
    comment: () => commentsJson(issue, base),
  };
}

function typeJson({ issueType }: Issue, { issueTypes }: Project) {
  return { id: typeId(issueTypes.indexOf(issueType)), name: issueType, subtask: issueType === "Sub-task" };
}

function childrenOf({ id }: Issue, { issues }: World): Issue[] {
  return [...issues.values()].filter(({ parentId, isDeleted }) => parentId === id && !isDeleted);
}

function parentJson({ parentId }: Issue, view: View) {
  const parent = parentId === null ? undefined : view.world.findIssue(parentId);
  return parent === undefined ? undefined : shortJson(parent, view);
}

function commentsJson(issue: Issue, base: string) {
  const comments = issue.comments.map((comment) => commentJson(comment, issue, { base }));
  return { comments, startAt: 0, maxResults: comments.length, total: comments.length };
}

function resolutionJson(name: string | null) {
  if (name === null) return null;
  return { id: allowedValueId(RESOLUTIONS.findIndex((resolution) => resolution === name)), name };
}

function linkJson({ id, type, other, otherId }: IssueLink, view: View) {
  const issue = view.world.findIssue(otherId);
  if (issue === undefined) return [];
  const self = `${view.base}/rest/api/3/issueLink/${id}`;
  return [{ id, self, type: LINK_TYPES.find(({ name }) => name === type), [other]: shortJson(issue, view) }];
}

function shortJson(issue: Issue, { world, base }: View) {
  const { id, key, summary } = issue;
  const status = statusJson(statusNamed(projectOf(world, issue), issue.status), base);
  return { id, key, self: `${base}/rest/api/3/issue/${id}`, fields: { summary, status } };
}

function pick(fields: Record<string, () => unknown>, wanted: readonly string[]): Record<string, unknown> {
  const isAll = wanted.some((id) => id === "*all" || id === "*navigable") || wanted.every((id) => id.startsWith("-"));
  const ids = Object.keys(fields).filter((id) => !wanted.includes(`-${id}`) && (isAll || wanted.includes(id)));
  return Object.fromEntries(ids.map((id) => [id, fields[id]?.()]));
}

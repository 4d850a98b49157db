import { z } from "zod";
import type { Call } from "./commit-effect.ts";
import type { Comment, Issue, JsonObject } from "./issue.ts";
import { problemOfDocument } from "./check-document.ts";
import { refused } from "./refused.ts";
import { Properties } from "./set-property.ts";
import { documentText } from "./show-document.ts";
import type { Jira } from "./jira.ts";
import type { World } from "./world.ts";

/** Body of a new or changed comment. */
export const CommentBody = z.object({ body: z.unknown(), properties: Properties.optional() });

/** A comment to write. */
export interface NewComment {
  readonly author: string;
  /** A document. */
  readonly body: JsonObject;
  readonly properties?: JsonObject;
}

/** A comment with an id of its own, on no issue yet. */
export function newComment(world: World, { author, body, properties = {} }: NewComment): Comment {
  const now = Date.now();
  return { id: String(world.next("id", 10_000)), author, body, properties, createdAt: now, updatedAt: now };
}

/** Adds a comment to an issue. */
export async function addComment(
  jira: Pick<Jira, "world" | "commit">,
  call: Call,
  { issue, body, properties }: { readonly issue: Issue; readonly body: unknown; readonly properties?: JsonObject },
): Promise<Comment> {
  const comment = newComment(jira.world, {
    author: call.actor,
    body: documentIn(body),
    ...(properties === undefined ? {} : { properties }),
  });
  const issues = [{ ...issue, comments: [...issue.comments, comment], updatedAt: comment.createdAt }];
  const after = shown(comment);
  await jira.commit(call, { op: "comment.create", effectId: comment.id, issue: issue.key, after, issues });
  return comment;
}

/** Replaces the body of a comment; its properties stay unless others are given. */
export async function changeComment(
  jira: Jira,
  call: Call,
  wish: {
    readonly issue: Issue;
    readonly comment: Comment;
    readonly body: unknown;
    readonly properties?: JsonObject | undefined;
  },
): Promise<Comment> {
  const { issue, comment, body, properties } = wish;
  const next = { ...comment, body: documentIn(body), properties: { ...comment.properties, ...properties } };
  const changed = JSON.stringify(next) !== JSON.stringify(comment);
  const after = changed ? { ...next, updatedAt: Date.now() } : comment;
  const comments = issue.comments.map((other) => (other.id === comment.id ? after : other));
  const logged = { before: shown(comment), after: shown(after) };
  const issues = changed ? [{ ...issue, comments, updatedAt: after.updatedAt }] : [];
  const what = { op: "comment.update", effectId: comment.id, issue: issue.key };
  await jira.commit(call, { ...what, ...logged, changed, issues });
  return after;
}

function documentIn(body: unknown): JsonObject {
  const problem = problemOfDocument(body);
  if (problem !== undefined) throw refused(400, "Comment body is not valid!", { comment: problem });
  return body as JsonObject;
}

function shown({ body, properties }: Comment) {
  return { text: documentText(body), properties };
}

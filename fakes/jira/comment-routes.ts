import { Hono } from "hono";
import { z } from "zod";
import { findIssueFor } from "./find-issue.ts";
import { baseOf, callOf, countIn, readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import type { Comment, Issue } from "./issue.ts";
import { commentJson } from "./issue-json.ts";
import { refused } from "./refused.ts";
import type { Jira } from "./jira.ts";
import { isAllowed } from "./user.ts";
import { addComment, changeComment, CommentBody } from "./write-comment.ts";

const ListBody = z.object({ ids: z.array(z.coerce.number().int()).min(1).max(1000) });

/** Comments of issues. Their properties are shown by `comment/list` only. */
export function commentRoutes(jira: Jira): Hono<HttpEnvironment> {
  const { world } = jira;
  const routes = new Hono<HttpEnvironment>();

  routes.post("/issue/:issue/comment", async (context) => {
    const { body, properties } = await readBody(context, CommentBody);
    const wish = { idOrKey: context.req.param("issue"), permission: "ADD_COMMENTS" } as const;
    const issue = findIssueFor(context.var.user, world, wish);
    const part = properties === undefined ? {} : { properties };
    const comment = await addComment(jira, callOf(context), { issue, body, ...part });
    return context.json(commentJson(comment, issue, { base: baseOf(context) }), 201);
  });

  routes.get("/issue/:issue/comment", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const startAt = countIn(context.req.query("startAt"), { or: 0, max: Infinity });
    const maxResults = countIn(context.req.query("maxResults"), { or: 100, max: 100 });
    const order = context.req.query("orderBy") ?? "created";
    if (!/^[+-]?created$/.test(order)) throw refused(400, `Comments cannot be ordered by '${order}'.`);
    const ordered = order.startsWith("-") ? issue.comments.toReversed() : issue.comments;
    const page = ordered.slice(startAt, startAt + maxResults);
    const comments = page.map((comment) => commentJson(comment, issue, { base: baseOf(context) }));
    return context.json({ startAt, maxResults, total: ordered.length, comments });
  });

  routes.get("/issue/:issue/comment/:comment", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const comment = commentOf(issue, context.req.param("comment"));
    return context.json(commentJson(comment, issue, { base: baseOf(context) }));
  });

  routes.put("/issue/:issue/comment/:comment", async (context) => {
    const { body, properties } = await readBody(context, CommentBody);
    const { user } = context.var;
    const issue = findIssueFor(user, world, { idOrKey: context.req.param("issue") });
    const comment = commentOf(issue, context.req.param("comment"));
    const permission = comment.author === user.email ? "EDIT_OWN_COMMENTS" : "EDIT_ALL_COMMENTS";
    findIssueFor(user, world, { idOrKey: issue.id, permission });
    const changed = await changeComment(jira, callOf(context), { issue, comment, body, properties });
    return context.json(commentJson(changed, issue, { base: baseOf(context) }));
  });

  routes.post("/comment/list", async (context) => {
    const { ids } = await readBody(context, ListBody);
    const areWanted = (context.req.query("expand") ?? "").split(",").includes("properties");
    const view = { base: baseOf(context), ...(areWanted ? ({ with: "properties" } as const) : {}) };
    const values = [...world.issues.values()]
      .filter(({ isDeleted, projectKey }) => !isDeleted && isAllowed(context.var.user, projectKey, "BROWSE_PROJECTS"))
      .flatMap((issue) => {
        const found = issue.comments.filter(({ id }) => ids.includes(Number(id)));
        return found.map((comment) => commentJson(comment, issue, view));
      });
    return context.json({ startAt: 0, maxResults: 1000, total: values.length, isLast: true, values });
  });

  return routes;
}

function commentOf(issue: Issue, id: string): Comment {
  const comment = issue.comments.find((other) => other.id === id);
  if (comment === undefined) throw refused(404, `Can not find a comment for the id: ${id}.`);
  return comment;
}

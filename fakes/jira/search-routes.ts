import { createHash } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { baseOf, readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import type { Issue } from "./issue.ts";
import { issueJson } from "./issue-json.ts";
import { inOrder, matchesJql, unknownField } from "./match-jql.ts";
import { parseJql } from "./parse-jql.ts";
import type { Jql } from "./parse-jql.ts";
import { refused } from "./refused.ts";
import type { Jira } from "./jira.ts";
import { isAllowed } from "./user.ts";
import type { User } from "./user.ts";

const SearchBody = z.strictObject({
  jql: z.string().default(""),
  fields: z.array(z.string()).default([]),
  fieldsByKeys: z.boolean().optional(),
  properties: z.array(z.string()).max(5).default([]),
  expand: z.string().optional(),
  maxResults: z.int().min(1).default(50),
  nextPageToken: z.string().nullable().optional(),
  reconcileIssues: z.array(z.int()).max(50).default([]),
});

const GONE =
  "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. " +
  "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046";

/** Searching issues, as the index sees them. */
export function searchRoutes(jira: Jira): Hono<HttpEnvironment> {
  const { world } = jira;
  const routes = new Hono<HttpEnvironment>();

  routes.all("/search", () => {
    throw refused(410, GONE);
  });

  routes.post("/search/jql", async (context) => {
    const body = await readBody(context, SearchBody);
    const { user } = context.var;
    const jql = checkedJql(jira, user, body.jql);
    const seen = seenIssues(jira, body.reconcileIssues);
    const isFound = (issue: Issue) => {
      return isAllowed(user, issue.projectKey, "BROWSE_PROJECTS") && matchesJql(issue, jql, world);
    };
    const found = inOrder(seen.filter(isFound), jql);
    const start = startOf(body.nextPageToken ?? undefined, body.jql);
    // With fields, pages are smaller.
    const size = Math.min(body.maxResults, body.fields.length === 0 ? 5000 : 100);
    const page = found.slice(start, start + size);
    const issues = page.map((issue) => {
      if (body.fields.length === 0) return { id: issue.id };
      const json = issueJson(issue, { world, base: baseOf(context) }, body.fields);
      if (body.properties.length === 0) return json;
      const properties = Object.entries(issue.properties).filter(([name]) => body.properties.includes(name));
      return { ...json, properties: Object.fromEntries(properties) };
    });
    if (start + size >= found.length) return context.json({ issues, isLast: true });
    return context.json({ issues, nextPageToken: pageToken(start + size, body.jql), isLast: false });
  });

  return routes;
}

function checkedJql({ world }: Jira, user: User, text: string): Jql {
  const jql = parsedJql(text);
  const field = unknownField(jql);
  if (field !== undefined) {
    throw refused(400, `Field '${field}' does not exist or you do not have permission to view it.`);
  }
  if (jql.clauses.length === 0) {
    throw refused(400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.");
  }
  for (const { values } of jql.clauses.filter((clause) => clause.field === "project")) {
    for (const value of values) {
      const isKnown = [...world.projects.values()].some(({ id, key, name }) => {
        const isMeant = [id, key.toLowerCase(), name.toLowerCase()].includes(value.toLowerCase());
        return isMeant && isAllowed(user, key, "BROWSE_PROJECTS");
      });
      if (!isKnown) throw refused(400, `The value '${value}' does not exist for the field 'project'.`);
    }
  }
  return jql;
}

function parsedJql(text: string): Jql {
  try {
    return parseJql(text);
  } catch (error) {
    throw refused(400, error instanceof Error ? error.message : String(error));
  }
}

/** Issues as the index has them; those to reconcile as they are. */
function seenIssues({ world }: Jira, reconciled: readonly number[]): Issue[] {
  const now = Date.now();
  const seen: Issue[] = [];
  for (const id of world.index.ids()) {
    const issue = reconciled.includes(Number(id)) ? world.issues.get(id) : world.index.visible(id, now);
    if (issue?.isDeleted === false) seen.push(issue);
  }
  return seen;
}

function pageToken(start: number, jql: string): string {
  return Buffer.from(JSON.stringify([start, digest(jql)])).toString("base64url");
}

function startOf(token: string | undefined, jql: string): number {
  if (token === undefined) return 0;
  try {
    const [start, of] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (of === digest(jql) && Number.isInteger(start)) return Number(start);
  } catch {
    // Not one of ours.
  }
  throw refused(400, "The nextPageToken is invalid or does not belong to this query.");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

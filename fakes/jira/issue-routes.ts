import { Hono } from "hono";
import { CreateBody, createIssue } from "./create-issue.ts";
import { EditBody, editIssue } from "./edit-issue.ts";
import { findIssueFor } from "./find-issue.ts";
import { baseOf, callOf, parse, readBody, readJson } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { issueJson, remoteLinkJson } from "./issue-json.ts";
import { LinkBody, withLink } from "./link-issues.ts";
import { putRemoteLink, RemoteLinkBody } from "./put-remote-link.ts";
import { refused } from "./refused.ts";
import { setProperty } from "./set-property.ts";
import type { Jira } from "./jira.ts";

/** Creating, reading and editing issues, with their properties and links. */
export function issueRoutes(jira: Jira): Hono<HttpEnvironment> {
  const { world } = jira;
  const routes = new Hono<HttpEnvironment>();

  routes.post("/issue", async (context) => {
    const body = await readBody(context, CreateBody);
    const { id, key } = await createIssue(jira, { user: context.var.user, call: callOf(context) }, body);
    return context.json({ id, key, self: `${baseOf(context)}/rest/api/3/issue/${id}` }, 201);
  });

  routes.get("/issue/:issue", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const json = issueJson(issue, { world, base: baseOf(context) }, listIn(context.req.queries("fields")));
    const names = listIn(context.req.queries("properties"));
    if (names.length === 0) return context.json(json);
    const isWanted = (name: string) => names.includes("*all") || names.includes(name);
    const properties = Object.entries(issue.properties).filter(([name]) => isWanted(name));
    return context.json({ ...json, properties: Object.fromEntries(properties) });
  });

  routes.put("/issue/:issue", async (context) => {
    const body = await readBody(context, EditBody);
    const wish = { idOrKey: context.req.param("issue"), permission: "EDIT_ISSUES" } as const;
    const issue = findIssueFor(context.var.user, world, wish);
    await editIssue(jira, { user: context.var.user, call: callOf(context), issue }, body);
    return context.body(null, 204);
  });

  routes.post("/issueLink", async (context) => {
    const { type, inwardIssue, outwardIssue } = await readBody(context, LinkBody);
    const find = (idOrKey: string) => {
      return findIssueFor(context.var.user, world, { idOrKey, permission: "LINK_ISSUES" });
    };
    const linked = withLink(world, { issue: find(inwardIssue), link: { type, outwardIssue }, find });
    const { key } = linked.issue;
    const after = { type, from: key, to: linked.other.key };
    const effectId = linked.issue.links.at(-1)?.id ?? "";
    const issues = [linked.issue, linked.other];
    const changed = linked.isNew;
    await jira.commit(callOf(context), { op: "issue.link", effectId, issue: key, after, changed, issues });
    return context.body(null, 201);
  });

  routes.get("/issue/:issue/properties", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const self = `${baseOf(context)}/rest/api/3/issue/${issue.id}/properties`;
    return context.json({ keys: Object.keys(issue.properties).map((key) => ({ key, self: `${self}/${key}` })) });
  });

  routes.get("/issue/:issue/properties/:name", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const key = context.req.param("name");
    if (!(key in issue.properties)) throw refused(404, `The property with key '${key}' does not exist.`);
    return context.json({ key, value: issue.properties[key] });
  });

  routes.put("/issue/:issue/properties/:name", async (context) => {
    const value = await readJson(context);
    const wish = { idOrKey: context.req.param("issue"), permission: "EDIT_ISSUES" } as const;
    const issue = findIssueFor(context.var.user, world, wish);
    const property = { issue, name: context.req.param("name"), value };
    const { isNew } = await setProperty(jira, callOf(context), property);
    return context.json(null, isNew ? 201 : 200);
  });

  routes.post("/issue/:issue/remotelink", async (context) => {
    const body = parse(RemoteLinkBody, await readJson(context));
    const wish = { idOrKey: context.req.param("issue"), permission: "LINK_ISSUES" } as const;
    const issue = findIssueFor(context.var.user, world, wish);
    const { link, isNew } = await putRemoteLink(jira, callOf(context), { issue, body });
    const { id, self } = remoteLinkJson(link, issue, baseOf(context));
    return context.json({ id, self }, isNew ? 201 : 200);
  });

  routes.get("/issue/:issue/remotelink", (context) => {
    const issue = findIssueFor(context.var.user, world, { idOrKey: context.req.param("issue") });
    const show = (link: (typeof issue.remoteLinks)[number]) => remoteLinkJson(link, issue, baseOf(context));
    const globalId = context.req.query("globalId");
    if (globalId === undefined) return context.json(issue.remoteLinks.map(show));
    const link = issue.remoteLinks.find((other) => other.globalId === globalId);
    if (link === undefined) throw refused(404, `No remote link with global id '${globalId}' exists.`);
    return context.json(show(link));
  });

  return routes;
}

/** What a query parameter lists, given once or several times, with commas. */
function listIn(texts: readonly string[] | undefined): string[] {
  const parts = (texts ?? []).flatMap((text) => text.split(","));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

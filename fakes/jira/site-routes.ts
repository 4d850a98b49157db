import { Hono } from "hono";
import { findIssueFor } from "./find-issue.ts";
import { baseOf } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { projectJson, statusJson } from "./issue-json.ts";
import { refused } from "./refused.ts";
import type { Jira } from "./jira.ts";
import { typeId } from "./create-issue.ts";
import { isAllowed, PERMISSIONS, userJson } from "./user.ts";
import type { Permission } from "./user.ts";

/** What an account is and may do, and what a project is made of. */
export function siteRoutes({ world }: Jira): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get("/myself", (context) => context.json(userJson(context.var.user.email, baseOf(context))));

  routes.get("/mypermissions", (context) => {
    const { user } = context.var;
    const names = (context.req.query("permissions") ?? "").split(",").filter((name) => name !== "");
    if (names.length === 0) throw refused(400, "The 'permissions' query parameter is required.");
    const unknown = names.find((name) => !PERMISSIONS.some((permission) => permission === name));
    if (unknown !== undefined) throw refused(400, `Unrecognized permission: ${unknown}`);
    const idOrKey = context.req.query("issueKey") ?? context.req.query("issueId");
    const issue = idOrKey === undefined ? undefined : findIssueFor(user, world, { idOrKey });
    const project = issue?.projectKey ?? context.req.query("projectKey") ?? context.req.query("projectId") ?? "*";
    if (project !== "*") findProjectFor(project);
    const permissions = names.map((name) => {
      const key = name as Permission;
      const text = name.replaceAll("_", " ").toLowerCase();
      const have = { havePermission: isAllowed(user, findKey(project), key) };
      return [key, { id: String(PERMISSIONS.indexOf(key) + 10), key, name: text, type: "PROJECT", ...have }];
    });
    return context.json({ permissions: Object.fromEntries(permissions) });
  });

  routes.get("/project/:project", (context) => {
    const project = findProjectFor(context.req.param("project"));
    if (!isAllowed(context.var.user, project.key, "BROWSE_PROJECTS")) throw projectNotFound(project.key);
    const issueTypes = project.issueTypes.map((name, index) => ({ id: typeId(index), name }));
    return context.json({ ...projectJson(project, baseOf(context)), issueTypes });
  });

  routes.get("/project/:project/statuses", (context) => {
    const project = findProjectFor(context.req.param("project"));
    if (!isAllowed(context.var.user, project.key, "BROWSE_PROJECTS")) throw projectNotFound(project.key);
    const statuses = project.statuses.map((status) => statusJson(status, baseOf(context)));
    return context.json(project.issueTypes.map((name, index) => ({ id: typeId(index), name, statuses })));
  });

  function findProjectFor(idOrKey: string) {
    const project = [...world.projects.values()].find(({ id, key }) => id === idOrKey || key === idOrKey);
    if (project === undefined) throw projectNotFound(idOrKey);
    return project;
  }

  function findKey(idOrKey: string): string {
    return idOrKey === "*" ? "*" : findProjectFor(idOrKey).key;
  }

  return routes;
}

function projectNotFound(idOrKey: string) {
  return refused(404, `No project could be found with key '${idOrKey}'.`);
}

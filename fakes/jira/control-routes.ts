import { Hono } from "hono";
import { FaultBody } from "./faults.ts";
import { readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { changedProject, ProjectBody } from "./project-body.ts";
import { refused } from "./refused.ts";
import { SettingsBody } from "./settings.ts";
import type { Jira } from "./jira.ts";
import { UserBody } from "./user-body.ts";
import { PERMISSIONS } from "./user.ts";

const CALL = { actor: "control", cause: "person" } as const;

/** The calls under `/__sim/jira` with which a test sets the site up, and reads the truth about it. */
export function controlRoutes({ commit, faults, log, requests, settings, world }: Jira): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get("/faults", (context) => context.json(faults.list()));

  routes.post("/faults", async (context) => context.json(faults.add(await readBody(context, FaultBody)), 201));

  routes.delete("/faults", (context) => {
    faults.clear();
    return context.body(null, 204);
  });

  routes.get("/settings", (context) => context.json(settings));

  routes.put("/settings", async (context) => {
    const { autoApproveMs, ...others } = await readBody(context, SettingsBody);
    Object.assign(settings, JSON.parse(JSON.stringify(others)));
    if (autoApproveMs !== undefined) settings.autoApproveMs = autoApproveMs ?? undefined;
    return context.json(settings);
  });

  routes.put("/projects/:project", async (context) => {
    const key = context.req.param("project");
    if (!/^[A-Z][A-Z0-9]{1,9}$/.test(key)) throw refused(400, "A project key is two to ten capital letters.");
    const existing = world.projects.get(key);
    const id = existing?.id ?? String(10_000 + world.projects.size);
    const project = changedProject(await readBody(context, ProjectBody), { id, key, existing });
    await commit(CALL, { op: "project.set", effectId: key, before: existing ?? null, after: project, project });
    return context.json(project);
  });

  routes.put("/users/:email", async (context) => {
    const email = context.req.param("email");
    const existing = world.users.get(email);
    const made = { email, token: "holdfast", displayName: email, permissions: { "*": PERMISSIONS } };
    const { token, displayName, permissions } = await readBody(context, UserBody);
    const before = existing ?? made;
    const user = {
      email,
      token: token ?? before.token,
      displayName: displayName ?? before.displayName,
      permissions: permissions ?? before.permissions,
    };
    await commit(CALL, { op: "user.set", effectId: email, after: { permissions: user.permissions }, user });
    return context.json(user);
  });

  routes.get("/truth", (context) => {
    const op = context.req.query("op");
    const effects = log.effects().filter((effect) => op === undefined || effect.op === op);
    const text = effects.map((effect) => `${JSON.stringify(effect)}\n`);
    return context.body(text.join(""), 200, { "content-type": "application/x-ndjson" });
  });

  routes.get("/requests", (context) => context.json(requests.all()));

  routes.get("/stats", (context) => {
    const effects: Record<string, number> = {};
    for (const { op, changed } of log.effects()) if (changed) effects[op] = (effects[op] ?? 0) + 1;
    const now = Date.now();
    const behind = { indexBehind: world.index.behind(now), deploymentsQueued: world.deployments.behind(now) };
    const hits = faults.list().reduce((sum, fault) => sum + fault.hits, 0);
    return context.json({ effects, issues: world.issues.size, ...behind, faultsInjected: hits });
  });

  return routes;
}

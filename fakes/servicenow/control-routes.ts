import { Hono } from "hono";
import { actAs } from "./act-as.ts";
import { createChange } from "./create-change.ts";
import { parseOrRefuse, readObject, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { isRefusal, noRecord, refusal } from "./refusal.ts";
import type { ChangeRow } from "./rows.ts";
import { FaultBody, VerbBody } from "./schema.ts";
import type { ServiceNow } from "./start-servicenow.ts";

/** The calls under `/__sim/servicenow`: what a test or a person does to the instance, and the truth it reads there. */
export function controlRoutes(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const { store, directory, settings, faults, tokens, requests, log, begin } = serviceNow;

  function describe(change: ChangeRow) {
    const approvers = store.list("sysapproval_approver").filter((row) => row.sysapproval === change.sys_id);
    const names = new Map(directory.people.map(({ sysId, userName }) => [sysId, userName]));
    const owners = new Set([change.sys_id, ...approvers.map((row) => row.sys_id)]);
    const notes = store.list("sys_journal_field").filter((entry) => owners.has(entry.element_id));
    return {
      ...change,
      approvers: approvers.map(({ approver, state }) => ({ user: names.get(approver) ?? approver, state })),
      notes: notes.map(({ element, sys_created_by: user, value: text }) => ({ element, user, text })),
      tasks: store.list("change_task").filter((row) => row.change_request === change.sys_id),
    };
  }

  routes.get("/truth", async (context) => {
    await log.settled();
    const lines = log.effects().map((effect) => `${JSON.stringify(effect)}\n`);
    return context.body(lines.join(""), 200, { "content-type": "application/x-ndjson" });
  });
  routes.get("/requests", (context) => context.json({ requests: requests.list() }));

  routes.get("/changes", (context) => context.json({ changes: store.list("change_request").map(describe) }));
  routes.get("/changes/:number", (context) => {
    const change = store.list("change_request").find(({ number }) => number === context.req.param("number"));
    return change === undefined ? refuse(context, noRecord()) : context.json(describe(change));
  });
  routes.post("/changes", async (context) => {
    const body = await readObject(context);
    if (isRefusal(body)) return refuse(context, body);
    const { as = directory.people.at(-1)?.userName, type = "normal", template, ...fields } = body;
    if (type !== "normal" && type !== "standard" && type !== "emergency") {
      return refuse(context, refusal(400, "Invalid request", "type: normal, standard or emergency"));
    }
    const work = begin({ actor: String(as), cause: "person" });
    const from = template === undefined ? {} : { template: String(template) };
    const result = createChange(work, { type, ...from, body: fields, isDisplayInput: false });
    if (isRefusal(result)) return refuse(context, result);
    await work.commit();
    return context.json(describe(result.change), 201);
  });
  routes.post("/changes/:number/:verb", async (context) => {
    const body = await readObject(context);
    if (isRefusal(body)) return refuse(context, body);
    const given = parseOrRefuse(VerbBody, body);
    if (isRefusal(given)) return refuse(context, given);
    const result = await actAs(serviceNow, { ...context.req.param(), given: given.value });
    if (isRefusal(result)) return refuse(context, result);
    return context.json(result.change === null ? {} : describe(result.change));
  });

  routes.post("/faults", async (context) => {
    const body = await readObject(context);
    const fault = isRefusal(body) ? body : parseOrRefuse(FaultBody, body);
    return isRefusal(fault) ? refuse(context, fault) : context.json(faults.add(fault.value), 201);
  });
  routes.get("/faults", (context) => context.json({ faults: faults.list() }));
  routes.delete("/faults", (context) => {
    faults.clear();
    return context.body(null, 204);
  });

  routes.get("/settings", (context) => context.json(settings.read()));
  routes.patch("/settings", async (context) => {
    const body = await readObject(context);
    const problem = isRefusal(body) ? body.detail : settings.change(body);
    if (problem !== undefined) return refuse(context, refusal(400, "Invalid settings", problem));
    return context.json(settings.read());
  });
  routes.delete("/settings", (context) => {
    settings.reset();
    return context.json(settings.read());
  });

  routes.post("/tokens/revoke", async (context) => {
    const body = await readObject(context);
    await tokens.revoke(!isRefusal(body) && body["keepRefresh"] === true);
    return context.body(null, 204);
  });

  return routes;
}

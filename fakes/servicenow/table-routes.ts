import { Hono } from "hono";
import type { Context } from "hono";
import { COLUMNS_BY_TABLE } from "./columns.ts";
import { createChange } from "./create-change.ts";
import type { ChangeResult } from "./create-change.ts";
import { deleteChange } from "./delete-change.ts";
import { readObject, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { isRefusal, noRecord, refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { Row } from "./rows.ts";
import { showRecord } from "./show-record.ts";
import type { TableView } from "./show-record.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import { updateChange } from "./update-change.ts";
import type { Work } from "./work.ts";

const LIMIT_DEFAULT = 10_000;

/** The table API under `/api/now/table`. All tables can be read, changes can be written. */
export function tableRoutes(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const { begin, readChange, records, settings, directory, store } = serviceNow;

  async function show(context: Context<HttpEnvironment>, table: string, row: Row) {
    const origin = new URL(context.req.url).origin;
    const display = { records: await records(context), store, directory, settings: settings.read(), origin };
    return showRecord(display, { table, row }, viewOf(context));
  }

  async function write(
    context: Context<HttpEnvironment>,
    act: (work: Work, body: Readonly<Record<string, unknown>>) => ChangeResult | Refusal,
  ): Promise<ChangeResult | Refusal> {
    const body = await readObject(context);
    if (isRefusal(body)) return body;
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    const result = act(work, body);
    if (!isRefusal(result)) await work.commit();
    return result;
  }

  routes.use("/:table/*", async (context, next) => {
    const table = context.req.param("table");
    return COLUMNS_BY_TABLE[table] === undefined ? refuse(context, invalidTable(table)) : await next();
  });

  routes.get("/:table", async (context) => {
    const table = context.req.param("table");
    const { sysparm_query: query = "", sysparm_limit: limit, sysparm_offset: offset } = context.req.query();
    const rows = (await records(context)).list({
      table,
      query,
      limit: Number(limit ?? LIMIT_DEFAULT),
      offset: Number(offset ?? 0),
    });
    return context.json({ result: await Promise.all(rows.map(async (row) => await show(context, table, row))) });
  });

  routes.get("/:table/:sysId", async (context) => {
    const { table, sysId } = context.req.param();
    const row = (await records(context)).get(table, sysId);
    if (row === undefined) return refuse(context, noRecord());
    return context.json({ result: await show(context, table, row) });
  });

  routes.post("/change_request", async (context) => {
    const isDisplayInput = context.req.query("sysparm_input_display_value") === "true";
    const result = await write(context, (work, body) => {
      const type = body["type"] === "emergency" ? "emergency" : "normal";
      return createChange(work, { type, body, isDisplayInput });
    });
    if (isRefusal(result)) return refuse(context, result);
    return context.json({ result: await show(context, "change_request", result.change) }, 201);
  });

  routes.on(["PATCH", "PUT"], "/change_request/:sysId", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    const isDisplayInput = context.req.query("sysparm_input_display_value") === "true";
    const result = await write(context, (work, body) => updateChange(work, change, { body, isDisplayInput }));
    if (isRefusal(result)) return refuse(context, result);
    return context.json({ result: await show(context, "change_request", result.change) });
  });

  routes.delete("/change_request/:sysId", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    deleteChange(work, change);
    await work.commit();
    return context.body(null, 204);
  });

  return routes;
}

function viewOf(context: Context<HttpEnvironment>): TableView {
  const { sysparm_fields: fields = "", sysparm_display_value: display = "false" } = context.req.query();
  return {
    fields: fields === "" ? undefined : fields.split(",").map((name) => name.trim()),
    display: display === "all" || display === "true" ? display : "false",
    hasLinks: context.req.query("sysparm_exclude_reference_link") !== "true",
  };
}

function invalidTable(table: string): Refusal {
  return refusal(400, `Invalid table ${table}`, "null");
}

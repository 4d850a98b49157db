import { Hono } from "hono";
import type { Context } from "hono";
import { acceptFields } from "./accept-fields.ts";
import { TASK_COLUMNS } from "./columns.ts";
import { readObject, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { isRefusal, noRecord } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeRow, TaskRow } from "./rows.ts";
import { showPairs } from "./show-record.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import { addTask, tasksOf, updateTask } from "./tasks.ts";
import type { Work } from "./work.ts";

/** The tasks of a change, under `/:sysId/task`. */
export function taskRoutes(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const { begin, readChange, records, settings, directory, store } = serviceNow;

  async function show(context: Context<HttpEnvironment>, task: TaskRow) {
    const origin = new URL(context.req.url).origin;
    const display = { records: await records(context), store, directory, settings: settings.read(), origin };
    return { ...showPairs(display, "change_task", task), __meta: { ignoredFields: [] } };
  }

  async function find(context: Context<HttpEnvironment>): Promise<TaskRow | Refusal> {
    const change = await readChange(context, context.req.param("sysId") ?? "");
    if (isRefusal(change)) return change;
    const taskId = context.req.param("taskSysId");
    return tasksOf({ store }, change).find(({ sys_id: sysId }) => sysId === taskId) ?? noRecord();
  }

  /** Reads the fields of the body and does something with them. */
  async function withFields(
    context: Context<HttpEnvironment>,
    act: (work: Work, fields: Partial<TaskRow>) => TaskRow,
  ): Promise<Response> {
    const body = await readObject(context);
    if (isRefusal(body)) return refuse(context, body);
    const reading = { columns: TASK_COLUMNS, directory, settings: settings.read(), isDisplayInput: false };
    const accepted = acceptFields(body, reading);
    if (isRefusal(accepted)) return refuse(context, accepted);
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    const task = act(work, accepted.fields);
    await work.commit();
    return context.json({ result: await show(context, task) });
  }

  routes.get("/:sysId/task", async (context) => {
    const change: ChangeRow | Refusal = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    const tasks = tasksOf({ store }, change);
    return context.json({ result: await Promise.all(tasks.map(async (task) => await show(context, task))) });
  });

  routes.post("/:sysId/task", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    return await withFields(context, (work, fields) => addTask(work, change, fields));
  });

  routes.get("/:sysId/task/:taskSysId", async (context) => {
    const task = await find(context);
    return isRefusal(task) ? refuse(context, task) : context.json({ result: await show(context, task) });
  });

  routes.patch("/:sysId/task/:taskSysId", async (context) => {
    const task = await find(context);
    if (isRefusal(task)) return refuse(context, task);
    return await withFields(context, (work, fields) => updateTask(work, task, fields));
  });

  return routes;
}

import { Hono } from "hono";
import type { Context } from "hono";
import { conflictsIn, windowOf } from "./conflicts.ts";
import type { Span } from "./conflicts.ts";
import { readObject, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { parseSystemTime, toSystemTime, toUserTime } from "./instant.ts";
import { isDone, startJob } from "./jobs.ts";
import type { NewJob } from "./jobs.ts";
import { isRefusal, noRecord, refusal } from "./refusal.ts";
import type { ChangeRow, JobRow } from "./rows.ts";
import type { ServiceNow } from "./start-servicenow.ts";
import { updateChange } from "./update-change.ts";

const LOOK_AHEAD_DAYS = 90;
const HALF_HOUR_MS = 1_800_000;
const SPANS_MAX = 10;
const CONFLICT_LABELS = { blackout: "Blackout", ci_already_scheduled: "CI Already Scheduled" };
const STATE_LABELS = { 1: "Waiting", 2: "In-Progress", 3: "Complete", 4: "Error" };

/** The calls that work in the background: conflict checks and the search for free slots. */
export function jobRoutes(serviceNow: ServiceNow): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const { store, settings, begin, readChange } = serviceNow;

  function freeSpans(change: ChangeRow, job: JobRow): Span[] {
    const spans: Span[] = [];
    const lengthMs = Number(job.seconds) * 1000;
    const fromMs = parseSystemTime(job.start) ?? Date.now();
    for (let startMs = fromMs; startMs < fromMs + LOOK_AHEAD_DAYS * 86_400_000; startMs += HALF_HOUR_MS) {
      const span = { startMs, endMs: startMs + lengthMs };
      if (conflictsIn(span, change, { store, settings: settings.read() }).length > 0) continue;
      spans.push(span);
      if (spans.length === SPANS_MAX) break;
    }
    return spans;
  }

  function showWorker(context: Context<HttpEnvironment>, job: JobRow) {
    const change = store.get("change_request", job.change);
    const state: keyof typeof STATE_LABELS = isDone(job, settings.read().jobMs) ? 3 : 1;
    const zone = settings.read().userTimeZone;
    const pair = (atMs: number) => {
      const value = toSystemTime(atMs);
      return { value, display_value: toUserTime(value, zone) };
    };
    const spans = state === 3 && change !== undefined && job.kind === "schedule" ? freeSpans(change, job) : [];
    const shown = spans.map(({ startMs, endMs }) => ({ start: pair(startMs), end: pair(endMs) }));
    const link = `${new URL(context.req.url).origin}/api/sn_chg_rest/change/worker/${job.sys_id}`;
    return {
      worker: { sysId: job.sys_id, link },
      request: job.request,
      state: { value: state, display_value: STATE_LABELS[state] },
      type: "schedule",
      messages: { errorMessages: [], warningMessages: [], infoMessages: [] },
      ...(shown.length > 0 ? { payload: { spans: shown } } : {}),
    };
  }

  async function start(context: Context<HttpEnvironment>, change: ChangeRow, job: NewJob): Promise<JobRow> {
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    const started = startJob(work, change, job);
    await work.commit();
    return started;
  }

  routes.get("/worker/:sysId", async (context) => {
    await serviceNow.log.settled();
    const job = store.get("job", context.req.param("sysId"));
    if (job === undefined || job.kind === "conflict") return refuse(context, noRecord());
    return context.json({ result: showWorker(context, job) });
  });

  routes.post("/:sysId/conflict", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    if (windowOf(change) === undefined || change.cmdb_ci === "") {
      return refuse(
        context,
        refusal(400, "Cannot check conflicts", "Planned dates and a configuration item are needed"),
      );
    }
    return context.json({ result: (await start(context, change, { kind: "conflict" })).sys_id });
  });

  routes.get("/:sysId/conflict", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    const job = store.list("job").findLast((one) => one.change === change.sys_id && one.kind === "conflict");
    if (job === undefined) return context.json({ result: { status: "Not run", conflicts: [] } });
    const isFinished = isDone(job, settings.read().jobMs);
    const span = windowOf(change);
    const found =
      isFinished && span !== undefined ? conflictsIn(span, change, { store, settings: settings.read() }) : [];
    const conflicts = found.map(({ type, source, change: other }) => ({
      change: { value: change.sys_id, display_value: change.number },
      type: { value: type, display_value: CONFLICT_LABELS[type] },
      conflicting_change: { value: other, display_value: other === "" ? "" : source },
      source: { value: source, display_value: source },
    }));
    const last_run = toSystemTime(Number(job.started_at));
    // The status says "Conflict" whatever was found; only the list counts.
    return context.json({
      result: { status: "Conflict", last_run, record_count: "1", job_status: isFinished ? "2" : "1", conflicts },
    });
  });

  routes.delete("/:sysId/conflict", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    return isRefusal(change) ? refuse(context, change) : context.json({});
  });

  routes.get("/:sysId/schedule", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    const span = windowOf(change);
    if (span === undefined || change.cmdb_ci === "") {
      return refuse(context, refusal(400, "Cannot search", "Planned dates and a configuration item are needed"));
    }
    const seconds = (span.endMs - span.startMs) / 1000;
    const job = await start(context, change, { kind: "schedule", startMs: span.startMs, seconds });
    return context.json({ result: showWorker(context, job) }, 202);
  });

  routes.patch("/:sysId/schedule/first_available", async (context) => {
    const change = await readChange(context, context.req.param("sysId"));
    if (isRefusal(change)) return refuse(context, change);
    const body = await readObject(context);
    if (isRefusal(body)) return refuse(context, body);
    const seconds = Number(body["duration_in_seconds"]);
    const planned = String(body["planned_start_time"] ?? toSystemTime(Date.now()));
    const startMs = parseSystemTime(planned);
    if (!(seconds > 0) || startMs === undefined || change.cmdb_ci === "") {
      const detail = "duration_in_seconds, a valid planned_start_time and a configuration item are needed";
      return refuse(context, refusal(400, "Cannot search", detail));
    }
    const work = begin({ actor: context.get("person").userName, cause: "api" });
    const job = startJob(work, change, { kind: "first-available", startMs, seconds });
    const [first] = freeSpans(change, job);
    if (first !== undefined) {
      const dates = { start_date: toSystemTime(first.startMs), end_date: toSystemTime(first.endMs) };
      updateChange(work, change, { body: dates, isDisplayInput: false });
    }
    await work.commit();
    return context.json({ result: showWorker(context, job) }, 202);
  });

  return routes;
}

import { Hono } from "hono";
import type { Context } from "hono";
import { clientGone, parseOrRefuse, readBody, send } from "./answers.ts";
import type { HttpEnvironment } from "./answers.ts";
import { injectFaults } from "./inject-faults.ts";
import { rateLimit } from "./rate-limit.ts";
import { refusal } from "./refusal.ts";
import { toAnswer, toSummary } from "./resource.ts";
import type { Resource } from "./resource.ts";
import { ListQuery, PutBody, ReadQuery } from "./schema.ts";
import type { Cloud } from "./start-cloud.ts";

const WAIT_MS_MAX = 30_000;

/** The calls under `/resources`, which are counted, limited to `ratePerSecond` per account, and meet faults. */
export function resourceRoutes(
  { changes, faults, log, stats, table }: Cloud,
  ratePerSecond: number,
): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  const limit = rateLimit(ratePerSecond);

  routes.use(async (context, next) => {
    stats.countCall(context.req.method);
    const waitMs = limit.take(context.req.header("x-account") ?? "", performance.now());
    if (waitMs === 0) return await next();
    stats.rateLimited += 1;
    context.header("retry-after", String(Math.ceil(waitMs / 1000)));
    return send(context, refusal("RATE_LIMITED", `at most ${ratePerSecond} requests a second`));
  });
  // On both patterns by hand: only there the id is known.
  routes.use("/", injectFaults(faults, table));
  routes.use("/:id", injectFaults(faults, table));

  routes.get("/", (context) => {
    stats.listings += 1;
    const query = parseOrRefuse(ListQuery, context.req.query());
    if ("refused" in query) return send(context, query.refused);
    const after = Buffer.from(query.value.continue ?? "", "base64url").toString();
    const { items, next } = table.list({ ...query.value, continue: after });
    const page = { items: items.map(toSummary) };
    if (next === undefined) return context.json(page);
    return context.json({ ...page, continue: Buffer.from(next).toString("base64url") });
  });

  routes.get("/:id", async (context) => {
    const id = context.req.param("id");
    const query = parseOrRefuse(ReadQuery, context.req.query());
    if ("refused" in query) return send(context, query.refused);
    const stale = faults.isEmpty() ? undefined : faults.take(faultyRead(id, table.get(id)), ["stale-read"]);
    if (stale !== undefined) return show(context, id, table.before(id));
    await log.settled();
    const waitMs = Math.min(query.value.waitMs, WAIT_MS_MAX);
    if (waitMs > 0) await table.wait(id, waitMs, clientGone(context));
    return show(context, id, table.get(id));
  });

  routes.put("/:id", async (context) => {
    const key = context.req.header("idempotency-key");
    if (key === undefined || key === "") return send(context, keyMissing());
    const body = parseOrRefuse(PutBody, await readBody(context));
    if ("refused" in body) return send(context, body.refused);
    const mustBeNew = context.req.header("if-none-match") === "*";
    return send(context, await changes.put({ id: context.req.param("id"), key, body: body.value, mustBeNew }));
  });

  routes.delete("/:id", async (context) => {
    const key = context.req.header("idempotency-key");
    if (key === undefined || key === "") return send(context, keyMissing());
    return send(context, await changes.remove({ id: context.req.param("id"), key }));
  });

  return routes;
}

function faultyRead(id: string, resource: Resource | undefined) {
  return resource === undefined ? { method: "GET", id } : { method: "GET", id, type: resource.type };
}

function keyMissing() {
  return refusal("IDEMPOTENCY_KEY_MISSING", "the header idempotency-key is required");
}

function show(context: Context<HttpEnvironment>, id: string, resource: Resource | undefined): Response {
  if (resource === undefined) return send(context, refusal("NOT_FOUND", `there is no "${id}"`));
  return context.json(toAnswer(resource));
}

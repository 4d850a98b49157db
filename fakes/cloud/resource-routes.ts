import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { clientGone, parseOrRefuse, readBody, send } from "./answers.ts";
import type { HttpEnvironment } from "./answers.ts";
import { injectFaults } from "./inject-faults.ts";
import { listResources } from "./list-resources.ts";
import { placeOf } from "./place-of.ts";
import type { RateLimit } from "./rate-limit.ts";
import { refusal } from "./refusal.ts";
import { PLACE_DEFAULT, toAnswer } from "./resource.ts";
import type { ResourceTable } from "./resource-table.ts";
import type { Resource } from "./resource.ts";
import { ListQuery, PutBody, ReadQuery } from "./schema.ts";
import type { Cloud } from "./start-cloud.ts";

const WAIT_MS_MAX = 30_000;

/** The calls under `/resources`, which are counted, limited per account, and meet faults. */
export function resourceRoutes({ changes, faults, log, stats, table }: Cloud, limit: RateLimit): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  const limited: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
    stats.countCall(context.req.method);
    const waitMs = limit.take(accountOf(context, table), performance.now());
    if (waitMs === 0) return await next();
    stats.rateLimited += 1;
    context.header("retry-after", String(Math.ceil(waitMs / 1000)));
    return send(context, refusal("RATE_LIMITED", `at most ${limit.ratePerSecond()} requests a second`));
  };
  // On both patterns by hand: only there the id is known.
  routes.use("/", limited, injectFaults(faults, table));
  routes.use("/:id", limited, injectFaults(faults, table));

  routes.get("/", (context) => {
    stats.listings += 1;
    const query = parseOrRefuse(ListQuery, context.req.query());
    if ("refused" in query) return send(context, query.refused);
    return context.json(listResources({ table, faults }, query.value, placeOf(context)));
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
    const call = { id: context.req.param("id"), key, body: body.value, mustBeNew, place: placeOf(context) };
    return send(context, await changes.put(call));
  });

  routes.delete("/:id", async (context) => {
    const key = context.req.header("idempotency-key");
    if (key === undefined || key === "") return send(context, keyMissing());
    return send(context, await changes.remove({ id: context.req.param("id"), key }));
  });

  return routes;
}

function faultyRead(id: string, resource: Resource | undefined) {
  if (resource === undefined) return { method: "GET", id };
  return { method: "GET", id, type: resource.type, account: resource.account };
}

/** Whose limit a call counts against: the account that it names, else that of its resource. */
function accountOf(context: Context<HttpEnvironment>, table: ResourceTable): string {
  const id = context.req.param("id");
  const resource = id === undefined ? undefined : table.get(id);
  return placeOf(context).account ?? resource?.account ?? PLACE_DEFAULT;
}

function keyMissing() {
  return refusal("IDEMPOTENCY_KEY_MISSING", "the header idempotency-key is required");
}

function show(context: Context<HttpEnvironment>, id: string, resource: Resource | undefined): Response {
  if (resource === undefined) return send(context, refusal("NOT_FOUND", `there is no "${id}"`));
  return context.json(toAnswer(resource));
}

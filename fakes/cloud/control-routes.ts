import { Hono } from "hono";
import { parseOrRefuse, readBody, send } from "./answers.ts";
import type { HttpEnvironment } from "./answers.ts";
import { countStates } from "./count-states.ts";
import { refusal } from "./refusal.ts";
import { makeDrift } from "./make-drift.ts";
import { makeFleet } from "./make-fleet.ts";
import type { RateLimit } from "./rate-limit.ts";
import { DriftBody, FaultBody, FleetBody, OutsideChange, RateBody } from "./schema.ts";
import type { Cloud } from "./start-cloud.ts";

const RESOURCES_MAX = 1_000_000;

/** The calls under `/control`: what a test or a bench does to the cloud, and the truth it reads there. */
export function controlRoutes(
  { changeFromOutside, faults, log, stats, table }: Cloud,
  limit: RateLimit,
): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.post("/faults", async (context) => {
    const fault = parseOrRefuse(FaultBody, await readBody(context));
    if ("refused" in fault) return send(context, fault.refused);
    faults.add(fault.value);
    return context.json(fault.value, 201);
  });

  routes.delete("/faults", (context) => {
    faults.clear();
    return context.body(null, 204);
  });

  routes.post("/resources/:id", async (context) => {
    const id = context.req.param("id");
    const change = parseOrRefuse(OutsideChange, await readBody(context));
    if ("refused" in change) return send(context, change.refused);
    const effect = await changeFromOutside(id, change.value);
    if (effect === undefined) return send(context, refusal("NOT_FOUND", `there is no "${id}"`));
    return context.json(effect);
  });

  routes.post("/fleet", async (context) => {
    const body = parseOrRefuse(FleetBody, await readBody(context));
    if ("refused" in body) return send(context, body.refused);
    const asked = body.value.environments * body.value.components;
    if (asked > RESOURCES_MAX) {
      return send(context, refusal("REQUEST_INVALID", `${asked} resources are more than ${RESOURCES_MAX}`));
    }
    const fleet = { ...body.value, at: Date.now() };
    const created = table.fill([...makeFleet(fleet)]);
    await log.appendFleet(fleet);
    return context.json({ created, kept: asked - created }, 201);
  });

  routes.post("/drift", async (context) => {
    const drift = parseOrRefuse(DriftBody, await readBody(context));
    if ("refused" in drift) return send(context, drift.refused);
    return context.json({ changed: await makeDrift(table, changeFromOutside, drift.value) });
  });

  routes.post("/rate", async (context) => {
    const rate = parseOrRefuse(RateBody, await readBody(context));
    if ("refused" in rate) return send(context, rate.refused);
    limit.set(rate.value.perSecond ?? Infinity);
    return context.json(rate.value);
  });

  routes.get("/effects", async (context) => {
    await log.settled();
    const text = log.lines().map((line) => `${line}\n`);
    return context.body(text.join(""), 200, { "content-type": "application/x-ndjson" });
  });

  routes.get("/stats", (context) => {
    const { calls, listings, idempotentRepeats, rateLimited, effects, outsideEffects } = stats;
    const counts = { calls, listings, idempotentRepeats, rateLimited, effects, outsideEffects };
    const now = {
      resources: countStates(table.all()),
      waiting: table.waiting(),
      watching: table.watching(),
    };
    return context.json({ ...counts, faultsInjected: faults.injected(), ...now });
  });

  return routes;
}

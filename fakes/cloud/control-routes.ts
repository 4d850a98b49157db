import { Hono } from "hono";
import { parseOrRefuse, readBody, send } from "./answers.ts";
import type { HttpEnvironment } from "./answers.ts";
import { countStates } from "./count-states.ts";
import { refusal } from "./refusal.ts";
import { FaultBody, OutsideChange } from "./schema.ts";
import type { Cloud } from "./start-cloud.ts";

/** The calls under `/control`: what a test or a bench does to the cloud, and the truth it reads there. */
export function controlRoutes({ changeFromOutside, faults, log, stats, table }: Cloud): Hono<HttpEnvironment> {
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

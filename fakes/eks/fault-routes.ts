import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { actOutside } from "./act-outside.ts";
import { CrashBody } from "./crash-point.ts";
import { FaultSchema, OutsideSchema } from "./fault-schema.ts";
import { complete, fail, FailBody } from "./force-transition.ts";
import { readObject } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { OPERATIONS } from "./operations/index.ts";
import type { Simulator } from "./simulator.ts";

/** The calls under `/_sim` that make things go wrong. */
export function faultRoutes(simulator: Simulator): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get("/faults", (context) => context.json({ faults: simulator.run().faults.all() }));

  routes.post("/faults", async (context) => {
    const fault = FaultSchema.parse(await readObject(context));
    const asked = [fault.match.operation ?? []].flat();
    const unknown = asked.filter((name) => !OPERATIONS.some((operation) => operation.name === name));
    if (unknown.length > 0) return context.json({ message: `there is no operation ${unknown.join(", ")}` }, 400);
    simulator.armFault(fault);
    await simulator.run().eks.log.settled();
    return context.json(fault, 201);
  });

  routes.delete("/faults/:id?", async (context) => {
    const existed = simulator.disarmFault(context.req.param("id"));
    await simulator.run().eks.log.settled();
    return existed ? context.body(null, 204) : context.json({ message: "there is no such fault" }, 404);
  });

  routes.post("/outofband", async (context) => {
    const { eks } = simulator.run();
    const change = OutsideSchema.parse(await readObject(context));
    eks.timeline.catchUp();
    const outcome = actOutside(eks, change);
    eks.timeline.wake();
    await eks.log.settled();
    if (!("refused" in outcome)) return context.json(outcome);
    const { errorName: name, message, status } = outcome.refused;
    return context.json({ name, message }, status as ContentfulStatusCode);
  });

  routes.post("/resources/:key/:verb{fail|complete}", async (context) => {
    const { eks } = simulator.run();
    const { key, verb } = context.req.param();
    const body = FailBody.parse(await readObject(context));
    eks.timeline.catchUp();
    const isDone = verb === "fail" ? fail(eks, key, body) : complete(eks, key);
    eks.timeline.wake();
    await eks.log.settled();
    if (!isDone) return context.json({ message: `nothing goes on with ${key}` }, 404);
    return context.json({ resource: eks.store.get(key) ?? null });
  });

  routes.post("/crash", async (context) => {
    simulator.crash.set(CrashBody.parse(await readObject(context)));
    return context.body(null, 204);
  });

  return routes;
}

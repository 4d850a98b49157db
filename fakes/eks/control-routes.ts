import { Hono } from "hono";
import { z } from "zod";
import { advance, AdvanceBody } from "./advance.ts";
import { CatalogueSchema } from "./catalogue.ts";
import { checkLog } from "./check-log.ts";
import { faultRoutes } from "./fault-routes.ts";
import { put } from "./force-transition.ts";
import type { Snapshot } from "./force-transition.ts";
import { readObject } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { logRoute } from "./log-route.ts";
import { concurrentMutations } from "./metrics.ts";
import { readState } from "./read-state.ts";
import { KINDS } from "./resource.ts";
import type { Kind } from "./resource.ts";
import { defaultSettings, withChange } from "./settings.ts";
import type { Simulator } from "./simulator.ts";
import type { Eks } from "./start-eks.ts";

const ResetBody = z.strictObject({
  seed: z.union([z.string(), z.number()]).transform(String).optional(),
  startAt: z.union([z.number(), z.iso.datetime().transform((text) => Date.parse(text))]).optional(),
  scale: z.number().min(1).max(100_000).optional(),
  mode: z.enum(["scaled", "manual"]).optional(),
  catalogue: CatalogueSchema.optional(),
  config: z.unknown().optional(),
});

const ClockBody = z.strictObject({
  scale: z.number().min(1).max(100_000).optional(),
  mode: z.enum(["scaled", "manual"]).optional(),
});

const StateQuery = z.object({ at: z.coerce.number().optional() });

const StateBody = z.strictObject({
  resources: z.array(
    z.looseObject({
      key: z.string(),
      kind: z.enum(KINDS as [Kind, ...Kind[]]),
      account: z.string(),
      region: z.string(),
      cluster: z.string(),
      name: z.string(),
      incarnation: z.string(),
      doc: z.looseObject({}),
      inner: z.looseObject({}),
    }),
  ),
  timers: z.array(z.looseObject({ resource: z.string(), at: z.number() })).default([]),
});

/** The calls under `/_sim`: what a test does to the simulator, and the truth it reads there. */
export function controlRoutes(simulator: Simulator): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get("/health", (context) => {
    const { seed } = simulator.run().eks;
    return context.json({ status: "ok", seed: seed(), clock: clockOf(simulator.run().eks) });
  });

  routes.post("/reset", async (context) => {
    const { config, ...body } = ResetBody.parse(await readObject(context));
    const settings = config === undefined ? defaultSettings() : withChange(defaultSettings(), config);
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const { eks } = simulator.reset({ ...given, settings });
    await eks.log.settled();
    return context.json({ seed: eks.seed(), clock: clockOf(eks) });
  });

  routes.get("/clock", (context) => context.json(clockOf(simulator.run().eks)));

  routes.put("/clock", async (context) => {
    const eks = simulator.run().eks;
    const { scale, mode } = ClockBody.parse(await readObject(context));
    eks.timeline.catchUp();
    // A scale alone lets a manual clock go on by itself.
    const wanted = mode ?? (scale === undefined ? undefined : "scaled");
    eks.clock.set({ ...(wanted === undefined ? {} : { mode: wanted }), ...(scale === undefined ? {} : { scale }) });
    eks.noteClock();
    await eks.log.settled();
    return context.json(clockOf(eks));
  });

  routes.post("/clock/advance", async (context) => {
    const eks = simulator.run().eks;
    const isReached = advance(eks, AdvanceBody.parse(await readObject(context)));
    eks.noteClock();
    await eks.log.settled();
    return context.json({ ...clockOf(eks), isReached });
  });

  routes.get("/log", logRoute(simulator));

  routes.get("/config", (context) => context.json(simulator.run().eks.settings()));

  routes.put("/config", async (context) => {
    const eks = simulator.run().eks;
    eks.timeline.catchUp();
    const settings = eks.changeSettings(await readObject(context));
    await eks.log.settled();
    return context.json(settings);
  });

  routes.get("/state", (context) => {
    const { at } = StateQuery.parse(context.req.query());
    const { eks } = simulator.run();
    eks.timeline.catchUp();
    return context.json(readState(eks, at));
  });

  routes.put("/state", async (context) => {
    const { eks } = simulator.run();
    const snapshot = StateBody.parse(await readObject(context));
    eks.timeline.catchUp();
    // What GET shows; the shape of the docs is not checked again.
    put(eks, snapshot as unknown as Snapshot, "PutState");
    eks.timeline.wake();
    await eks.log.settled();
    return context.json({ resources: snapshot.resources.length });
  });

  routes.get("/metrics", (context) => {
    const { eks, metrics } = simulator.run();
    eks.timeline.catchUp();
    return context.json({ ...metrics.read(), controlPlaneMutationsMax: concurrentMutations(eks.log.lines()) });
  });

  routes.get("/check", (context) => {
    const { eks } = simulator.run();
    eks.timeline.catchUp();
    return context.json({ problems: checkLog(eks.log.lines()) });
  });

  routes.post("/checkpoint", async (context) => {
    const { eks } = simulator.run();
    eks.timeline.catchUp();
    await eks.log.settled();
    return context.json({ seq: eks.log.lines().length, simTime: eks.timeline.nowMs() });
  });

  routes.route("/", faultRoutes(simulator));

  return routes;
}

function clockOf({ clock }: Eks) {
  const { mode, scale } = clock.state();
  return { mode, scale, simTime: clock.nowMs() };
}

import { Hono } from "hono";
import { channelOf } from "./click.ts";
import { FaultBody } from "./faults.ts";
import { clientGone, readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { shown } from "./person-routes.ts";
import { ControlRefused } from "./refused.ts";
import { Settings } from "./settings.ts";
import type { Slack } from "./slack.ts";
import { waitFor, WaitFor } from "./wait-for.ts";

/** The calls under `/__sim/slack` with which a test sets Slack up, and reads the truth about it. */
export function controlRoutes(slack: Slack): Hono<HttpEnvironment> {
  const { faults, log, requests, settings, world, watch } = slack;
  const routes = new Hono<HttpEnvironment>();

  routes.get("/faults", (context) => context.json(faults.list()));

  routes.post("/faults", async (context) => context.json(faults.add(await readBody(context, FaultBody)), 201));

  routes.delete("/faults", (context) => {
    faults.clear();
    return context.body(null, 204);
  });

  routes.get("/settings", (context) => context.json(settings));

  routes.put("/settings", async (context) => {
    const some = await readBody(context, Settings.partial());
    Object.assign(settings, JSON.parse(JSON.stringify(some)));
    watch.wake();
    return context.json(settings);
  });

  routes.get("/truth", (context) => {
    const { op, key } = context.req.query();
    const effects = log.effects().filter((effect) => op === undefined || effect.op === op);
    const lines = effects.filter((effect) => key === undefined || effect.key === key);
    const text = lines.map((effect) => `${JSON.stringify(effect)}\n`);
    return context.body(text.join(""), 200, { "content-type": "application/x-ndjson" });
  });

  routes.get("/requests", (context) => context.json(requests.all()));

  routes.get("/callbacks", (context) => {
    const { kind } = context.req.query();
    const callbacks = [...world.callback.values()].filter((callback) => kind === undefined || callback.kind === kind);
    return context.json(callbacks.map(shown));
  });

  routes.get("/channels", (context) => context.json([...world.channel.values()]));

  routes.get("/channels/:channel/timeline", (context) => {
    const channel = channelOf(slack, context.req.param("channel"));
    const isHere = (row: { readonly channel: string }) => row.channel === channel.id;
    return context.json({
      channel,
      messages: [...world.message.values()].filter(isHere),
      ephemerals: [...world.ephemeral.values()].filter(isHere),
    });
  });

  routes.get("/ephemerals", (context) => {
    const { user } = context.req.query();
    return context.json([...world.ephemeral.values()].filter((row) => user === undefined || row.user === user));
  });

  routes.get("/views", (context) => {
    const { user } = context.req.query();
    return context.json([...world.view.values()].filter((row) => user === undefined || row.user === user));
  });

  routes.post("/wait-for", async (context) => {
    const wish = await readBody(context, WaitFor);
    const found = await waitFor(slack, wish, clientGone(context));
    if (found.length < wish.count) throw new ControlRefused(404, "It did not happen in time.", { found });
    return context.json({ found });
  });

  routes.get("/stats", (context) => {
    const effects: Record<string, number> = {};
    for (const { op, changed } of log.effects()) if (changed) effects[op] = (effects[op] ?? 0) + 1;
    const hits = faults.list().reduce((sum, fault) => sum + fault.hits, 0);
    return context.json({ effects, messages: world.message.size, faultsInjected: hits });
  });

  return routes;
}

import { Hono } from "hono";
import { readFields } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { isObject, parseJson } from "./json.ts";
import { Refused } from "./refused.ts";
import { respond } from "./respond.ts";
import type { Slack } from "./slack.ts";

/** The response URLs, under `/hooks`. Each works a few times, and for a while. */
export function hookRoutes(slack: Slack): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.post("/:hook", async (context) => {
    const hook = slack.world.hook.get(context.req.param("hook"));
    if (hook === undefined) return context.text("no_service", 404);
    if (Date.now() >= hook.expiresAt) return context.json({ ok: false, error: "expired_url" }, 404);
    if (hook.uses >= slack.settings.hookUsesMax) return context.json({ ok: false, error: "used_url" }, 404);
    const fields = await readFields(context);
    const payload = typeof fields["payload"] === "string" ? parseJson(fields["payload"]) : undefined;
    const used = { ...hook, uses: hook.uses + 1 };
    try {
      await respond(slack, {
        ...hook,
        reply: isObject(payload) ? payload : fields,
        writes: [{ table: "hook", id: hook.id, row: used }],
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return context.text(error.code, 400);
    }
    return context.text("ok");
  });

  return routes;
}

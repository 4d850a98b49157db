import { Hono } from "hono";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { channelPage } from "./channel-page.ts";
import { clientGone } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { pageForms } from "./page-forms.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { hrefOf, isVisible } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import type { Slack } from "./slack.ts";
import type { User } from "./workspace.ts";

const HEARTBEAT_MS = 15_000;

/** The pages for people. They load nothing from elsewhere, and run no script but their own. */
export function pageRoutes(slack: Slack): Hono<HttpEnvironment> {
  const { world, watch } = slack;
  const routes = new Hono<HttpEnvironment>();

  routes.get("/page.css", (context) => context.body(PAGE_STYLE, 200, { "content-type": "text/css" }));
  routes.get("/page.js", (context) => context.body(PAGE_SCRIPT, 200, { "content-type": "text/javascript" }));

  routes.get("/favicon.ico", (context) => context.body(null, 204));

  routes.get("/changes", (context) => {
    const closed = clientGone(context);
    return streamSSE(context, async (stream) => {
      while (!closed.aborted) {
        const seen = watch.count();
        await stream.writeSSE({ data: String(seen) });
        await watch.wait({ seen, waitMs: HEARTBEAT_MS, closed });
      }
    });
  });

  routes.get("/", (context) => {
    const user = userOf(context);
    const channel =
      user === undefined ? undefined : [...world.channel.values()].find((other) => isVisible(other, user));
    if (user === undefined || channel === undefined) return context.text("There is nobody here.");
    return context.redirect(hrefOf({ user, channel }));
  });

  routes.get("/channels/:channel", async (context) => {
    const user = userOf(context);
    const channel = world.channel.get(context.req.param("channel"));
    if (user === undefined || channel === undefined || !isVisible(channel, user)) return context.redirect(homeOf(user));
    const { thread, ask, problem } = context.req.query();
    const [ts, actionId] = (ask ?? "").split(/\/(.*)/s);
    const view: PageView = {
      user,
      channel,
      ...(thread === undefined ? {} : { thread }),
      ...(ts === undefined || actionId === undefined ? {} : { asked: { ts, actionId } }),
      ...(problem === undefined ? {} : { problem }),
    };
    context.header("content-security-policy", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    return context.html(channelPage(slack, view));
  });

  routes.route("/act", pageForms(slack));

  /** Who is acted as; the first person when it is not said. */
  function userOf(context: Context<HttpEnvironment>): User | undefined {
    const people = [...world.user.values()].filter(({ kind }) => kind !== "bot");
    return people.find(({ id }) => id === context.req.query("as")) ?? people[0];
  }

  return routes;
}

function homeOf(user: User | undefined): string {
  return user === undefined ? "/" : `/?as=${encodeURIComponent(user.id)}`;
}

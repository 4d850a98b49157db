import { Hono } from "hono";
import type { Context } from "hono";
import { z } from "zod";
import { deleteAsPerson, say } from "./act-as-person.ts";
import { Click, channelOf, click, elementOf } from "./click.ts";
import { fromThisPage } from "./from-this-page.ts";
import { parse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { keyOf } from "./message.ts";
import { closeView, submitView } from "./modal.ts";
import { actorOf } from "./payload.ts";
import { plainText } from "./render-mrkdwn.ts";
import { ControlRefused } from "./refused.ts";
import { runCommand } from "./run-command.ts";
import type { Slack } from "./slack.ts";
import { hrefOf } from "./page-view.ts";

const Place = z.object({ as: z.string(), channel: z.string(), thread: z.string().optional() });
const ClickForm = Place.extend({ ts: z.string(), actionId: z.string(), value: z.string().optional() });
const SayForm = Place.extend({ text: z.string().trim().min(1), isReply: z.string().optional() });
const ViewForm = z.looseObject({ ...Place.shape, view: z.string() });

/** The forms of the page, under `/act`: what a person does there. Each shows the page again. */
export function pageForms(slack: Slack): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.use(fromThisPage);

  routes.post("/click", async (context) => {
    return await answer(context, ClickForm, async ({ as, channel, ts, actionId, value }) => {
      const wish = { as, channel, ts, actionId, ...(value === undefined ? {} : { value }) };
      const url = addressOf(slack, wish);
      await click(slack, parse(Click, wish));
      return url;
    });
  });

  routes.post("/say", async (context) => {
    return await answer(context, SayForm, async ({ as, channel, thread, text, isReply }) => {
      const threadTs = isReply === undefined ? {} : { threadTs: thread ?? "" };
      const where = { as, channel, text, ...threadTs };
      await (text.startsWith("/") ? runCommand(slack, { ...where, spoil: {} }) : say(slack, where));
    });
  });

  routes.post("/submit", async (context) => {
    return await answer(context, ViewForm, async ({ as, view, ...fields }) => {
      const typed = Object.entries(fields).filter(([name]) => name.startsWith("value:"));
      const values = Object.fromEntries(typed.map(([name, value]) => [name.slice("value:".length), String(value)]));
      await submitView(slack, { as, view, values, isUnchecked: false, spoil: {} });
    });
  });

  routes.post("/close", async (context) => {
    return await answer(context, ViewForm, async ({ as, view }) => {
      await closeView(slack, { as, view, spoil: {} });
    });
  });

  routes.post("/delete", async (context) => {
    return await answer(context, ClickForm.omit({ actionId: true }), async ({ as, channel, ts }) => {
      await deleteAsPerson(slack, { as, channel, ts });
    });
  });

  /** Does what a form asks for, and leads back to the page, or to what `act` answers. */
  async function answer<T extends z.infer<typeof Place>>(
    context: Context<HttpEnvironment>,
    form: z.ZodType<T>,
    act: (wish: T) => Promise<string | undefined | void>,
  ): Promise<Response> {
    const fields = Object.fromEntries(new URLSearchParams(await context.req.text()));
    const wish = parse(form, fields);
    const channel = channelOf(slack, wish.channel);
    const back = hrefOf({ user: actorOf(slack, wish.as).user, channel }, { thread: wish.thread });
    try {
      return context.redirect((await act(wish)) ?? back, 303);
    } catch (error) {
      if (!(error instanceof ControlRefused)) throw error;
      return context.redirect(`${back}&problem=${encodeURIComponent(problemOf(error))}`, 303);
    }
  }

  return routes;
}

function problemOf({ message, more }: ControlRefused): string {
  const errors = Object.values((more["errors"] ?? {}) as Record<string, string>);
  return [message, ...errors].join(" ");
}

/** Where a button leads to; undefined when it leads nowhere. */
function addressOf({ world }: Slack, { channel, ts, actionId }: Pick<Click, "channel" | "ts" | "actionId">) {
  const key = keyOf({ channel, ts });
  const shown = world.message.get(key) ?? world.ephemeral.get(key);
  const url = shown === undefined ? undefined : elementOf(shown, actionId)?.element["url"];
  return typeof url === "string" && /^https?:\/\//i.test(url) ? plainText(url) : undefined;
}

import { Hono } from "hono";
import { z } from "zod";
import { changeChannel, changeUser, Delete, deleteAsPerson, Say, say } from "./act-as-person.ts";
import type { Callback } from "./callback.ts";
import { Click, channelOf, click } from "./click.ts";
import { deliver, deliverAgain, Spoil } from "./deliver.ts";
import { readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { Close, closeView, Submit, submitView } from "./modal.ts";
import { actorOf } from "./payload.ts";
import { ControlRefused } from "./refused.ts";
import { Command, runCommand } from "./run-command.ts";
import { sendEvent, verifyEventsUrl } from "./send-event.ts";
import type { Slack } from "./slack.ts";
import { ChannelBody, UserBody } from "./world-body.ts";

const EventBody = z.strictObject({
  teamId: z.string().min(1).default("T0SHOP"),
  event: z.looseObject({ type: z.string().min(1) }),
  spoil: Spoil.default({}),
});
const Replay = z.strictObject({
  timestamp: z.enum(["same", "new"]).default("same").describe("`same` sends the bytes and headers that were sent."),
  timestampOffsetSeconds: z.int().default(0).describe("Of `new`."),
});
const ChannelPatch = ChannelBody.omit({ id: true, teamId: true }).partial();
const UserPatch = UserBody.omit({ id: true, teamId: true }).partial();

/** The calls under `/__sim/slack` that do what people do in Slack. Each answers what the app answered. */
export function personRoutes(slack: Slack): Hono<HttpEnvironment> {
  const { world } = slack;
  const routes = new Hono<HttpEnvironment>();

  routes.post("/click", async (context) => {
    const callbacks = await click(slack, await readBody(context, Click));
    return context.json({ callbacks: callbacks.map(shown) });
  });

  routes.post("/submit", async (context) => {
    const { callback, view } = await submitView(slack, await readBody(context, Submit));
    return context.json({ callback: shown(callback), view });
  });

  routes.post("/close", async (context) => {
    const callback = await closeView(slack, await readBody(context, Close));
    return context.json({ callback: callback === undefined ? null : shown(callback) });
  });

  routes.post("/command", async (context) => {
    return context.json({ callback: shown(await runCommand(slack, await readBody(context, Command))) });
  });

  routes.post("/ssl-check", async (context) => {
    const callback = await deliver(slack, {
      kind: "ssl_check",
      url: slack.settings.commandUrl,
      contentType: "application/x-www-form-urlencoded",
      body: "ssl_check=1&token=retired",
      user: null,
      spoil: { signature: "missing" },
    });
    return context.json({ callback: shown(callback) });
  });

  routes.post("/messages", async (context) => context.json(await say(slack, await readBody(context, Say)), 201));

  routes.post("/messages/delete", async (context) => {
    return context.json(await deleteAsPerson(slack, await readBody(context, Delete)));
  });

  routes.patch("/channels/:channel", async (context) => {
    const before = channelOf(slack, context.req.param("channel"));
    const patch = await readBody(context, ChannelPatch);
    return context.json(await changeChannel(slack, before, { ...before, ...present(patch) }));
  });

  for (const verb of ["add", "remove"] as const) {
    routes.post(`/channels/:channel/members/:user/${verb}`, async (context) => {
      const before = channelOf(slack, context.req.param("channel"));
      const { user } = actorOf(slack, context.req.param("user"));
      const others = before.members.filter((member) => member !== user.id);
      const members = verb === "add" ? [...others, user.id] : others;
      return context.json(await changeChannel(slack, before, { ...before, members }));
    });
  }

  routes.patch("/users/:user", async (context) => {
    const { user: before } = actorOf(slack, context.req.param("user"));
    const patch = await readBody(context, UserPatch);
    return context.json(await changeUser(slack, before, { ...before, ...present(patch) }));
  });

  routes.post("/callbacks/:callback/replay", async (context) => {
    const callback = world.callback.get(context.req.param("callback"));
    if (callback === undefined) throw new ControlRefused(404, "There is no such callback.");
    const { timestamp, timestampOffsetSeconds } = await readBody(context, Replay);
    if (timestamp === "same") return context.json({ callback: shown(await deliverAgain(slack, callback)) });
    const { kind, url, body, user, about, headers } = callback;
    const isJson = headers["content-type"] === "application/json";
    const again = await deliver(slack, {
      kind,
      url,
      contentType: isJson ? "application/json" : "application/x-www-form-urlencoded",
      body,
      user,
      ...(about === undefined ? {} : { about }),
      spoil: { timestampOffsetSeconds },
    });
    return context.json({ callback: shown(again) });
  });

  routes.post("/events", async (context) => {
    const callback = await sendEvent(slack, await readBody(context, EventBody));
    return context.json({ callback: callback === undefined ? null : shown(callback) });
  });

  routes.post("/events/verify", async (context) => {
    const { callback, isVerified } = await verifyEventsUrl(slack);
    return context.json({ callback: shown(callback), isVerified });
  });

  return routes;
}

/** A callback as the control API shows it: with the status and the body of its answer. */
export function shown(callback: Callback) {
  const { answer, ...others } = callback;
  return { ...others, status: answer?.status ?? null, answer: answer?.body ?? null };
}

// What a patch does not name stays.
function present<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return JSON.parse(JSON.stringify(patch));
}

import { z } from "zod";
import type { Callback } from "./callback.ts";
import { deliver, Spoil } from "./deliver.ts";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral, Message, Render } from "./message.ts";
import { messageJson } from "./message-json.ts";
import { actorOf, interactionFrom, newHook, newTrigger, payloadForm } from "./payload.ts";
import { ControlRefused } from "./refused.ts";
import type { Slack } from "./slack.ts";

/** A click on an element of a message. */
export const Click = z.strictObject({
  as: z.string().min(1).describe("Id or name of the user who clicks."),
  channel: z.string().min(1).describe("Id or name."),
  ts: z.string().min(1),
  actionId: z.string().min(1),
  value: z.string().optional().describe("The option that is chosen, for elements with options."),
  times: z.int().min(1).max(10).default(1).describe("How often, all at once: 2 is a double click."),
  render: z.int().min(0).optional().describe("Which earlier render is clicked on, 0 the first; the last unless given."),
  isDeletedToo: z.boolean().default(false).describe("Whether the message may have been deleted."),
  spoil: Spoil.default({}),
});
/** A click to make. */
export type Click = z.infer<typeof Click>;

/** Clicks as a person does. Resolves when the app has answered each click, or the time for it is over. */
export async function click(slack: Slack, wish: Click): Promise<Callback[]> {
  const { world } = slack;
  const channel = channelOf(slack, wish.channel);
  const { user, token } = actorOf(slack, wish.as, channel.teamId);
  const found = clickedOn(slack, { ...wish, channel: channel.id, user: user.id });
  const render = renderOf(found, wish.render);
  const clicked = elementOf(render, wish.actionId);
  if (clicked === undefined) throw new ControlRefused(404, `The message has no element ${wish.actionId}.`);
  const { block, element } = clicked;
  const key = keyOf(found);
  const isEphemeral = !("earlier" in found);
  const source = { ts: found.ts };

  const clickOnce = async () => {
    const { trigger, write } = newTrigger(slack, user.id);
    const hook = newHook(slack, { channel: channel.id, user: user.id, source });
    const payload = {
      type: "block_actions",
      ...interactionFrom(slack, { user, token }, wish.spoil),
      container: {
        type: "message",
        message_ts: found.ts,
        channel_id: channel.id,
        is_ephemeral: isEphemeral,
        ...(found.threadTs === undefined ? {} : { thread_ts: found.threadTs }),
      },
      channel: { id: channel.id, name: channel.name },
      ...(isEphemeral ? {} : { message: messageJson(world, { ...(found as Message), ...render }) }),
      state: { values: {} },
      trigger_id: trigger.id,
      response_url: hook.url,
      actions: [{ ...actionOf(element, wish.value), block_id: block["block_id"], action_ts: world.nextTs("actions") }],
    };
    return await deliver(slack, {
      kind: "block_actions",
      url: slack.settings.interactivityUrl,
      contentType: "application/x-www-form-urlencoded",
      body: payloadForm(payload),
      user: user.id,
      about: key,
      spoil: wish.spoil,
      writes: [write, hook.write],
    });
  };
  return await Promise.all(Array.from({ length: wish.times }, clickOnce));
}

/** The channel of that id or name. @throws ControlRefused when there is none. */
export function channelOf({ world }: Slack, idOrName: string) {
  const name = idOrName.replace(/^#/, "");
  const channel = world.channel.get(idOrName) ?? [...world.channel.values()].find((other) => other.name === name);
  if (channel === undefined) throw new ControlRefused(404, `There is no channel ${idOrName}.`);
  return channel;
}

function clickedOn(
  { world }: Slack,
  { channel, ts, user, isDeletedToo }: Pick<Click, "channel" | "ts" | "isDeletedToo"> & { readonly user: string },
): Message | Ephemeral {
  const key = keyOf({ channel, ts });
  const message = world.message.get(key);
  if (message !== undefined && (!message.isDeleted || isDeletedToo)) return message;
  const ephemeral = world.ephemeral.get(key);
  if (ephemeral !== undefined && ephemeral.user === user && !ephemeral.isRemoved) return ephemeral;
  throw new ControlRefused(404, `${user} sees no message ${ts} in ${channel}.`);
}

function renderOf(found: Message | Ephemeral, index: number | undefined): Render {
  if (index === undefined) return { text: found.text, blocks: found.blocks };
  const render = "earlier" in found ? found.earlier[index] : undefined;
  if (render === undefined) throw new ControlRefused(404, `The message has no earlier render ${index}.`);
  return render;
}

/** The element of that id, with the block it is in; undefined when a message shows none. */
export function elementOf(
  { blocks }: Pick<Render, "blocks">,
  actionId: string,
): { readonly block: JsonObject; readonly element: JsonObject } | undefined {
  for (const block of blocks) {
    const { elements, accessory } = block as { elements?: unknown; accessory?: unknown };
    const candidates: unknown[] = [...(Array.isArray(elements) ? elements : []), accessory];
    for (const element of candidates) {
      if (isObject(element) && element["action_id"] === actionId) return { block, element };
    }
  }
  return undefined;
}

function actionOf(element: JsonObject, value: string | undefined): JsonObject {
  const { type, action_id: actionId, text, value: own, style, options } = element as Record<string, unknown>;
  const common = { type, action_id: actionId };
  if (type === "button") {
    return { ...common, text, ...(own === undefined ? {} : { value: own }), ...(style === undefined ? {} : { style }) };
  }
  const chosen = (Array.isArray(options) ? options : []).find((option: JsonObject) => option["value"] === value);
  if (chosen === undefined) throw new ControlRefused(400, `The element has no option ${String(value)}.`);
  return { ...common, selected_option: chosen };
}

import { z } from "zod";
import type { Call } from "./commit-effect.ts";
import type { JsonObject } from "./json.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral, Hook, Message } from "./message.ts";
import { refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { Token } from "./workspace.ts";
import { ephemeralWrite, messageWrite } from "./world.ts";
import type { Write } from "./world.ts";
import { renderOf } from "./write-message.ts";

const Reply = z.object({
  text: z.string().optional(),
  blocks: z.array(z.record(z.string(), z.unknown())).optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).default("ephemeral"),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Reply = z.infer<typeof Reply>;

/** A reply to what a person did: by a response URL, or at once to a slash command. */
export interface Wish extends Pick<Hook, "channel" | "user" | "source"> {
  readonly reply: JsonObject;
  /** What else changes with it. */
  readonly writes?: readonly Write[];
}

/**
 * Shows a reply: to the person alone unless it says otherwise, or in place of what was clicked on.
 *
 * @throws Refused when it is none that Slack takes.
 */
export async function respond(slack: Slack, wish: Wish): Promise<void> {
  const { channel, reply, writes = [] } = wish;
  const parsed = Reply.safeParse(reply);
  if (!parsed.success) throw refused("invalid_payload");
  const change = changeFor(slack, wish, parsed.data);
  const call: Call = { actor: botIn(slack, channel).botUserId, cause: "api" };
  await slack.commit(call, { ...change, channel, writes: [...writes, ...change.writes] });
}

interface ReplyChange {
  readonly op: string;
  readonly effectId: string;
  readonly after: unknown;
  readonly writes: readonly Write[];
}

function changeFor(slack: Slack, hook: Pick<Hook, "channel" | "user" | "source">, reply: Reply): ReplyChange {
  const { world } = slack;
  const { channel, user, source } = hook;
  const original = source === undefined ? undefined : keyOf({ channel, ts: source.ts });
  const message = original === undefined ? undefined : world.message.get(original);
  const ephemeral = original === undefined ? undefined : world.ephemeral.get(original);
  if (reply.delete_original && message !== undefined) {
    return change("message.delete", message, [messageWrite({ ...message, isDeleted: true })]);
  }
  if (reply.delete_original && ephemeral !== undefined) {
    return change("ephemeral.remove", ephemeral, [ephemeralWrite({ ...ephemeral, isRemoved: true })]);
  }
  const render = renderOf(reply);
  if (reply.replace_original && message !== undefined) {
    const { text, blocks } = message;
    const after = { ...message, ...render, editedTs: message.ts, earlier: [...message.earlier, { text, blocks }] };
    return change("message.update", after, [messageWrite(after)]);
  }
  if (reply.replace_original && ephemeral !== undefined) {
    const after = { ...ephemeral, ...render };
    return change("ephemeral.update", after, [ephemeralWrite(after)]);
  }
  const ts = world.nextTs(channel);
  const thread = reply.thread_ts === undefined ? {} : { threadTs: reply.thread_ts };
  if (reply.response_type === "ephemeral") {
    const after: Ephemeral = { channel, ts, user, from: "app", ...render, ...thread, isRemoved: false };
    return change("ephemeral.post", after, [ephemeralWrite(after)]);
  }
  const { botUserId, botId, appId } = botIn(slack, channel);
  const bot = { user: botUserId, botId, appId };
  const after: Message = {
    channel,
    ts,
    ...bot,
    ...render,
    ...thread,
    isBroadcast: false,
    earlier: [],
    isDeleted: false,
  };
  return change("message.post", after, [messageWrite(after)]);
}

function botIn({ world }: Slack, channel: string): Token {
  const teamId = world.channel.get(channel)?.teamId;
  const token = [...world.token.values()].find((other) => other.teamId === teamId) ?? [...world.token.values()][0];
  if (token === undefined) throw refused("token_revoked");
  return token;
}

function change(op: string, after: Message | Ephemeral, writes: readonly Write[]): ReplyChange {
  const { user, text, blocks } = after;
  return { op, effectId: keyOf(after), after: { user, text, blocks, via: "response_url" }, writes };
}

import { z } from "zod";
import { findChannel, Flag, Json, parseFields } from "./api-method.ts";
import type { ApiRequest, Method } from "./api-method.ts";
import { directChannel } from "./direct-channel.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral, Message } from "./message.ts";
import { messageJson } from "./message-json.ts";
import { refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { Channel } from "./workspace.ts";
import { ephemeralWrite, messageWrite } from "./world.ts";
import { metadataOf, renderOf } from "./write-message.ts";

const EARLIER_MAX = 20;

const Post = z.object({
  channel: z.string(),
  text: z.string().optional(),
  blocks: Json.optional(),
  metadata: Json.optional(),
  thread_ts: z.string().optional(),
  reply_broadcast: Flag.optional(),
});
const Update = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string().optional(),
  blocks: Json.optional(),
  metadata: Json.optional(),
});
const PostEphemeral = z.object({
  channel: z.string(),
  user: z.string(),
  text: z.string().optional(),
  blocks: Json.optional(),
  thread_ts: z.string().optional(),
});

/** Posts a message as the app. */
export const postMessage: Method = {
  name: "chat.postMessage",
  scopes: ["chat:write"],
  tier: "once-a-second-in-a-channel",
  async run(slack, request) {
    const { world, commit } = slack;
    const wish = parseFields(Post, request.fields);
    const channel = directChannel(slack, request, wish.channel) ?? findChannel(slack, request, wish.channel);
    refuseOutsider(request, channel, { mayBePublic: request.token.scopes.includes("chat:write.public") });
    const render = renderOf(wish);
    const metadata = metadataOf(wish.metadata);
    const threadTs = wish.thread_ts === "" ? undefined : wish.thread_ts;
    if (threadTs !== undefined) refuseMissing(slack, { channel: channel.id, ts: threadTs }, "thread_not_found");
    const { botUserId: user, botId, appId } = request.token;
    const message: Message = {
      channel: channel.id,
      ts: world.nextTs(channel.id),
      user,
      botId,
      appId,
      ...render,
      ...(metadata === undefined ? {} : { metadata }),
      ...(threadTs === undefined ? {} : { threadTs }),
      isBroadcast: wish.reply_broadcast === true && threadTs !== undefined,
      earlier: [],
      isDeleted: false,
    };
    const isNew = !world.channel.has(channel.id);
    await commit(request.call, {
      op: "message.post",
      effectId: keyOf(message),
      channel: channel.id,
      after: shown(message),
      writes: [...(isNew ? [{ table: "channel", id: channel.id, row: channel } as const] : []), messageWrite(message)],
    });
    return { channel: channel.id, ts: message.ts, message: messageJson(world, message, "withMetadata") };
  },
};

/** Replaces what a message of the app shows. Text without blocks takes the blocks away. */
export const updateMessage: Method = {
  name: "chat.update",
  scopes: ["chat:write"],
  tier: 3,
  async run(slack, request) {
    const { world, commit } = slack;
    const wish = parseFields(Update, request.fields);
    const channel = findChannel(slack, request, wish.channel);
    refuseOutsider(request, channel, { mayBePublic: request.token.scopes.includes("chat:write.public") });
    const message = refuseMissing(slack, { channel: channel.id, ts: wish.ts }, "message_not_found");
    if (message.botId !== request.token.botId) throw refused("cant_update_message");
    const { metadata: before, ...others } = message;
    const metadata = wish.metadata === undefined ? before : metadataOf(wish.metadata);
    const { text, blocks } = message;
    const after: Message = {
      ...others,
      ...renderOf(wish),
      ...(metadata === undefined ? {} : { metadata }),
      editedTs: `${Math.floor(Date.now() / 1000)}.000000`,
      earlier: [...message.earlier, { text, blocks }].slice(-EARLIER_MAX),
    };
    await commit(request.call, {
      op: "message.update",
      effectId: keyOf(message),
      channel: channel.id,
      before: shown(message),
      after: shown(after),
      changed: JSON.stringify(shown(message)) !== JSON.stringify(shown(after)),
      writes: [messageWrite(after)],
    });
    return { channel: channel.id, ts: wish.ts, text: after.text, message: messageJson(world, after, "withMetadata") };
  },
};

/** Shows one person a message. */
export const postEphemeral: Method = {
  name: "chat.postEphemeral",
  scopes: ["chat:write"],
  tier: 4,
  async run(slack, request) {
    const { world, commit } = slack;
    const wish = parseFields(PostEphemeral, request.fields);
    const channel = findChannel(slack, request, wish.channel);
    refuseOutsider(request, channel, { mayBePublic: false });
    if (!world.user.has(wish.user)) throw refused("user_not_found");
    if (!channel.members.includes(wish.user)) throw refused("user_not_in_channel");
    const threadTs = wish.thread_ts === "" ? undefined : wish.thread_ts;
    const ephemeral: Ephemeral = {
      channel: channel.id,
      ts: world.nextTs(channel.id),
      user: wish.user,
      from: "app",
      ...renderOf(wish),
      ...(threadTs === undefined ? {} : { threadTs }),
      isRemoved: false,
    };
    const { user, text, blocks } = ephemeral;
    await commit(request.call, {
      op: "ephemeral.post",
      effectId: keyOf(ephemeral),
      channel: channel.id,
      after: { user, text, blocks },
      writes: [ephemeralWrite(ephemeral)],
    });
    return { message_ts: ephemeral.ts };
  },
};

/** Takes a message of the app away. */
export const deleteMessage: Method = {
  name: "chat.delete",
  scopes: ["chat:write"],
  tier: 3,
  async run(slack, request) {
    const wish = parseFields(z.object({ channel: z.string(), ts: z.string() }), request.fields);
    const channel = findChannel(slack, request, wish.channel);
    const message = refuseMissing(slack, { channel: channel.id, ts: wish.ts }, "message_not_found");
    if (message.botId !== request.token.botId) throw refused("cant_delete_message");
    await slack.commit(request.call, {
      op: "message.delete",
      effectId: keyOf(message),
      channel: channel.id,
      before: shown(message),
      writes: [messageWrite({ ...message, isDeleted: true })],
    });
    return { channel: channel.id, ts: wish.ts };
  },
};

function refuseOutsider({ token }: ApiRequest, channel: Channel, { mayBePublic }: { mayBePublic: boolean }): void {
  if (channel.isArchived) throw refused("is_archived");
  const isIn = channel.members.includes(token.botUserId) || (mayBePublic && channel.kind === "public");
  if (!isIn) throw refused("not_in_channel");
}

function refuseMissing({ world }: Slack, which: Pick<Message, "channel" | "ts">, code: string): Message {
  const message = world.message.get(keyOf(which));
  if (message === undefined || message.isDeleted) throw refused(code);
  return message;
}

function shown({ text, blocks, metadata, threadTs }: Message) {
  return { text, blocks, metadata: metadata ?? null, threadTs: threadTs ?? null };
}

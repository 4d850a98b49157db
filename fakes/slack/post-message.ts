import { z } from "zod";
import { findChannel, Flag, Json, parseFields } from "./api-method.ts";
import type { Method } from "./api-method.ts";
import { findMessage, refuseOutsider } from "./channel-access.ts";
import { directChannel } from "./direct-channel.ts";
import { keyOf } from "./message.ts";
import type { Message } from "./message.ts";
import { messageJson, shownOf } from "./message-json.ts";
import { messageWrite } from "./world.ts";
import { metadataOf, renderOf } from "./write-message.ts";

const Post = z.object({
  channel: z.string(),
  text: z.string().optional(),
  blocks: Json.optional(),
  metadata: Json.optional(),
  thread_ts: z.string().optional(),
  reply_broadcast: Flag.optional(),
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
    refuseOutsider(request, channel, "member-or-public");
    const render = renderOf(wish);
    const metadata = metadataOf(wish.metadata);
    const threadTs = wish.thread_ts === "" ? undefined : wish.thread_ts;
    if (threadTs !== undefined) findMessage(slack, { channel: channel.id, ts: threadTs }, "thread_not_found");
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
      after: shownOf(message),
      writes: [...(isNew ? [{ table: "channel", id: channel.id, row: channel } as const] : []), messageWrite(message)],
    });
    return { channel: channel.id, ts: message.ts, message: messageJson(world, message, "withMetadata") };
  },
};

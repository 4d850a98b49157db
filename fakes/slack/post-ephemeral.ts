import { z } from "zod";
import { findChannel, Json, parseFields } from "./api-method.ts";
import type { Method } from "./api-method.ts";
import { refuseOutsider } from "./channel-access.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral } from "./message.ts";
import { refused } from "./refused.ts";
import { ephemeralWrite } from "./world.ts";
import { renderOf } from "./write-message.ts";

const PostEphemeral = z.object({
  channel: z.string(),
  user: z.string(),
  text: z.string().optional(),
  blocks: Json.optional(),
  thread_ts: z.string().optional(),
});

/** Shows one person a message. */
export const postEphemeral: Method = {
  name: "chat.postEphemeral",
  scopes: ["chat:write"],
  tier: 4,
  async run(slack, request) {
    const { world, commit } = slack;
    const wish = parseFields(PostEphemeral, request.fields);
    const channel = findChannel(slack, request, wish.channel);
    refuseOutsider(request, channel, "member");
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

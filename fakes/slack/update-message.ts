import { z } from "zod";
import { findChannel, Json, parseFields } from "./api-method.ts";
import type { Method } from "./api-method.ts";
import { findMessage, refuseOutsider } from "./channel-access.ts";
import { keyOf } from "./message.ts";
import type { Message } from "./message.ts";
import { messageJson, shownOf } from "./message-json.ts";
import { refused } from "./refused.ts";
import { messageWrite } from "./world.ts";
import { metadataOf, renderOf } from "./write-message.ts";

const EARLIER_MAX = 20;

const Update = z.object({
  channel: z.string(),
  ts: z.string(),
  text: z.string().optional(),
  blocks: Json.optional(),
  metadata: Json.optional(),
});

/** Replaces what a message of the app shows. Text without blocks takes the blocks away. */
export const updateMessage: Method = {
  name: "chat.update",
  scopes: ["chat:write"],
  tier: 3,
  async run(slack, request) {
    const { world, commit } = slack;
    const wish = parseFields(Update, request.fields);
    const channel = findChannel(slack, request, wish.channel);
    refuseOutsider(request, channel, "member-or-public");
    const message = findMessage(slack, { channel: channel.id, ts: wish.ts }, "message_not_found");
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
      before: shownOf(message),
      after: shownOf(after),
      changed: JSON.stringify(shownOf(message)) !== JSON.stringify(shownOf(after)),
      writes: [messageWrite(after)],
    });
    return { channel: channel.id, ts: wish.ts, text: after.text, message: messageJson(world, after, "withMetadata") };
  },
};

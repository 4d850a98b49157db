import { microsOf } from "./world.ts";
import type { World } from "./world.ts";
import type { JsonObject } from "./json.ts";
import type { Message } from "./message.ts";

/** A message as the API shows it. Metadata is left out unless `withMetadata` is given. */
export function messageJson(world: World, message: Message, withMetadata?: "withMetadata"): JsonObject {
  const { user, botId, appId, text, ts, blocks, threadTs, editedTs, metadata } = message;
  const team = world.user.get(user)?.teamId;
  return {
    type: "message",
    ...(message.isBroadcast ? { subtype: "thread_broadcast" } : {}),
    user,
    ts,
    ...(botId === undefined ? {} : { bot_id: botId, app_id: appId }),
    text,
    team,
    ...(blocks.length === 0 ? {} : { blocks }),
    ...(editedTs === undefined ? {} : { edited: { user, ts: editedTs } }),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(threadTs === undefined ? threadFacts(world, message) : {}),
    ...(metadata === undefined || withMetadata === undefined ? {} : { metadata }),
  };
}

/** The replies to a message, oldest first. */
export function repliesTo(world: World, { channel, ts }: Pick<Message, "channel" | "ts">): Message[] {
  return [...world.message.values()]
    .filter((message) => message.channel === channel && message.threadTs === ts && !message.isDeleted)
    .toSorted((one, other) => microsOf(one.ts) - microsOf(other.ts));
}

function threadFacts(world: World, message: Message): JsonObject {
  const replies = repliesTo(world, message);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
  };
}

/** A message as the truth log shows it. */
export function shownOf({ text, blocks, metadata, threadTs }: Message) {
  return { text, blocks, metadata: metadata ?? null, threadTs: threadTs ?? null };
}

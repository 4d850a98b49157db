import { z } from "zod";
import { Count, findChannel, Flag, parseFields } from "./api-method.ts";
import type { ApiRequest, Method } from "./api-method.ts";
import type { JsonObject } from "./json.ts";
import { keyOf } from "./message.ts";
import type { Message } from "./message.ts";
import { messageJson, repliesTo } from "./message-json.ts";
import { refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { Channel } from "./workspace.ts";
import { microsOf } from "./world.ts";

const LIMIT_MAX = 999;
const SLOW_LIMIT_MAX = 15;

const Range = z.object({
  channel: z.string(),
  oldest: z.coerce.string().optional(),
  latest: z.coerce.string().optional(),
  inclusive: Flag.optional(),
  limit: Count.optional(),
  cursor: z.string().optional(),
  include_all_metadata: Flag.optional(),
});
type Range = z.infer<typeof Range>;

const HISTORY_SCOPES = ["channels:history", "groups:history", "im:history"];

/** Messages of a channel, newest first. */
export const history: Method = {
  name: "conversations.history",
  scopes: HISTORY_SCOPES,
  tier: 3,
  run(slack, request) {
    const wish = parseFields(Range, request.fields);
    const channel = readableChannel(slack, request, wish.channel);
    const messages = [...slack.world.message.values()]
      .filter((message) => message.channel === channel.id && !message.isDeleted)
      .filter(({ threadTs, isBroadcast }) => threadTs === undefined || isBroadcast)
      .filter((message) => isIn(message, wish))
      .toSorted((one, other) => microsOf(other.ts) - microsOf(one.ts));
    return { ...pageOf(slack, messages, wish), pin_count: 0 };
  },
};

/** A message with its thread, oldest first. */
export const replies: Method = {
  name: "conversations.replies",
  scopes: HISTORY_SCOPES,
  tier: 3,
  run(slack, request) {
    const wish = parseFields(Range.extend({ ts: z.string() }), request.fields);
    const channel = readableChannel(slack, request, wish.channel);
    const found = slack.world.message.get(keyOf({ channel: channel.id, ts: wish.ts }));
    if (found === undefined || found.isDeleted) throw refused("thread_not_found");
    // A reply stands for the thread that it is in.
    const parent = slack.world.message.get(keyOf({ channel: channel.id, ts: found.threadTs ?? found.ts })) ?? found;
    const answers = repliesTo(slack.world, parent).filter((message) => isIn(message, wish));
    return pageOf(slack, [parent, ...answers], wish);
  },
};

/** What there is to know of a channel. */
export const channelInfo: Method = {
  name: "conversations.info",
  scopes: ["channels:read", "groups:read"],
  tier: 3,
  run(slack, request) {
    const { channel } = parseFields(z.object({ channel: z.string() }), request.fields);
    return { channel: channelJson(findChannel(slack, request, channel), request) };
  },
};

/** The channels that the app can see. */
export const channelList: Method = {
  name: "conversations.list",
  scopes: ["channels:read", "groups:read"],
  tier: 2,
  run({ world }, request) {
    const List = z.object({
      types: z.string().default("public_channel"),
      exclude_archived: Flag.optional(),
      limit: Count.default(100),
      cursor: z.string().optional(),
    });
    const { types, exclude_archived: isActiveOnly, limit, cursor } = parseFields(List, request.fields);
    const { botUserId, teamId } = request.token;
    const channels = [...world.channel.values()]
      .filter((channel) => channel.teamId === teamId && types.split(",").includes(typeOf(channel)))
      .filter(({ kind, members }) => kind === "public" || members.includes(botUserId))
      .filter(({ isArchived }) => !isArchived || isActiveOnly !== true);
    const start = offsetIn(cursor);
    const end = start + Math.min(limit, LIMIT_MAX);
    return {
      channels: channels.slice(start, end).map((channel) => channelJson(channel, request)),
      response_metadata: { next_cursor: end < channels.length ? cursorAt(end) : "" },
    };
  },
};

function readableChannel(slack: Slack, request: ApiRequest, id: string): Channel {
  const channel = findChannel(slack, request, id);
  const scope = { public: "channels:history", private: "groups:history", direct: "im:history" }[channel.kind];
  const { scopes, botUserId } = request.token;
  if (!scopes.includes(scope)) throw refused("missing_scope", { needed: scope, provided: scopes.join(",") });
  if (!channel.members.includes(botUserId)) throw refused("not_in_channel");
  return channel;
}

function isIn({ ts }: Message, { oldest = "0", latest, inclusive }: Range): boolean {
  const micros = microsOf(ts);
  const [from, to] = [microsOf(oldest), latest === undefined ? Infinity : microsOf(latest)];
  return inclusive === true ? micros >= from && micros <= to : micros > from && micros < to;
}

function pageOf({ world, settings }: Slack, messages: readonly Message[], wish: Range): JsonObject {
  const max = settings.rateLimits === "history-once-a-minute" ? SLOW_LIMIT_MAX : LIMIT_MAX;
  const start = offsetIn(wish.cursor);
  const end = start + Math.min(wish.limit ?? 100, max);
  const withMetadata = wish.include_all_metadata === true ? "withMetadata" : undefined;
  const hasMore = end < messages.length;
  return {
    messages: messages.slice(start, end).map((message) => messageJson(world, message, withMetadata)),
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: cursorAt(end) } } : {}),
  };
}

function channelJson(channel: Channel, { token }: ApiRequest): JsonObject {
  const { id, name, kind, isArchived, members, teamId } = channel;
  return {
    id,
    ...(kind === "direct" ? { user: members.find((member) => member !== token.botUserId) } : { name }),
    is_channel: kind === "public",
    is_group: kind === "private",
    is_im: kind === "direct",
    is_private: kind !== "public",
    is_archived: isArchived,
    is_member: members.includes(token.botUserId),
    num_members: members.length,
    context_team_id: teamId,
  };
}

function typeOf({ kind }: Channel): string {
  return { public: "public_channel", private: "private_channel", direct: "im" }[kind];
}

function cursorAt(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString("base64");
}

function offsetIn(cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return 0;
  const offset = /^offset:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1];
  if (offset === undefined) throw refused("invalid_cursor");
  return Number(offset);
}

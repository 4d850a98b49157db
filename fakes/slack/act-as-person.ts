import { z } from "zod";
import { channelOf } from "./click.ts";
import { escapeText } from "./escape-text.ts";
import type { JsonObject } from "./json.ts";
import { keyOf } from "./message.ts";
import type { Message } from "./message.ts";
import { actorOf } from "./payload.ts";
import { ControlRefused } from "./refused.ts";
import { sendEvent } from "./send-event.ts";
import type { Slack } from "./slack.ts";
import type { Channel, User } from "./workspace.ts";
import { messageWrite } from "./world.ts";

/** A message that a person writes. */
export const Say = z.strictObject({
  as: z.string().min(1),
  channel: z.string().min(1),
  text: z.string().trim().min(1),
  threadTs: z.string().optional(),
});

/** A message that a person deletes. */
export const Delete = z.strictObject({
  as: z.string().min(1).default("admin"),
  channel: z.string().min(1),
  ts: z.string().min(1),
});

/** Writes a message as a person. */
export async function say(slack: Slack, wish: z.infer<typeof Say>): Promise<Message> {
  const channel = channelOf(slack, wish.channel);
  const { user, token } = actorOf(slack, wish.as, channel.teamId);
  if (channel.isArchived) throw new ControlRefused(400, "The channel is archived.");
  if (!channel.members.includes(user.id)) throw new ControlRefused(400, `${user.name} is not in the channel.`);
  const ts = slack.world.nextTs(channel.id);
  const text = escapeText(wish.text);
  const thread = wish.threadTs === undefined || wish.threadTs === "" ? {} : { threadTs: wish.threadTs };
  const common = { channel: channel.id, ts, user: user.id, text, blocks: [], ...thread };
  const message: Message = { ...common, isBroadcast: false, earlier: [], isDeleted: false };
  await slack.commit(
    { actor: user.id, cause: "person" },
    {
      op: "message.post",
      effectId: keyOf(message),
      channel: channel.id,
      after: { text },
      writes: [messageWrite(message)],
    },
  );
  const mentionsApp = text.includes(`<@${token.botUserId}>`);
  const event = {
    user: user.id,
    text,
    ts,
    channel: channel.id,
    ...(wish.threadTs ? { thread_ts: wish.threadTs } : {}),
  };
  void tell(slack, channel, { type: "message", ...event });
  if (mentionsApp) void tell(slack, channel, { type: "app_mention", ...event });
  return message;
}

/** Deletes any message, as a person who may. */
export async function deleteAsPerson(slack: Slack, wish: z.infer<typeof Delete>): Promise<Message> {
  const channel = channelOf(slack, wish.channel);
  const message = slack.world.message.get(keyOf({ channel: channel.id, ts: wish.ts }));
  if (message === undefined || message.isDeleted) throw new ControlRefused(404, "There is no such message.");
  const after = { ...message, isDeleted: true };
  await slack.commit(
    { actor: wish.as, cause: "person" },
    {
      op: "message.delete",
      effectId: keyOf(message),
      channel: channel.id,
      before: { text: message.text },
      writes: [messageWrite(after)],
    },
  );
  void tell(slack, channel, {
    type: "message",
    subtype: "message_deleted",
    channel: channel.id,
    ts: slack.world.nextTs("events"),
    deleted_ts: message.ts,
  });
  return after;
}

/** Changes a channel, and tells the app of what it would be told. */
export async function changeChannel(slack: Slack, before: Channel, after: Channel): Promise<Channel> {
  const { id } = after;
  await slack.commit(
    { actor: "admin", cause: "person" },
    {
      op: "channel.set",
      effectId: id,
      channel: id,
      before,
      after,
      writes: [{ table: "channel", id, row: after }],
    },
  );
  const bots = [...slack.world.token.values()].map(({ botUserId }) => botUserId);
  if (after.isArchived && !before.isArchived) void tell(slack, after, { type: "channel_archive", channel: id });
  for (const bot of bots.filter((user) => before.members.includes(user) && !after.members.includes(user))) {
    void tell(slack, after, { type: "member_left_channel", user: bot, channel: id, team: after.teamId });
  }
  return after;
}

/** Changes a user, and tells the app of it. */
export async function changeUser(slack: Slack, before: User, after: User): Promise<User> {
  await slack.commit(
    { actor: "admin", cause: "person" },
    {
      op: "user.set",
      effectId: after.id,
      before,
      after,
      writes: [{ table: "user", id: after.id, row: after }],
    },
  );
  const { id, name, teamId, isDeactivated } = after;
  void tell(slack, after, { type: "user_change", user: { id, name, team_id: teamId, deleted: isDeactivated } });
  return after;
}

// People do not wait for the app to hear of what they do.
async function tell(slack: Slack, { teamId }: { readonly teamId: string }, event: JsonObject): Promise<void> {
  await sendEvent(slack, { teamId, event });
}

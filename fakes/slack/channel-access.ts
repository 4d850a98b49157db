import type { ApiRequest } from "./api-method.ts";
import { keyOf } from "./message.ts";
import type { Message } from "./message.ts";
import { refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { Channel } from "./workspace.ts";

/** How the app may be let into a channel: as a member, or anyone when it is public and a scope says so. */
export type Access = "member" | "member-or-public";

/** @throws Refused `is_archived` or `not_in_channel` when the app may not write in the channel. */
export function refuseOutsider({ token }: ApiRequest, channel: Channel, access: Access): void {
  if (channel.isArchived) throw refused("is_archived");
  const isAnyPublic = access === "member-or-public" && token.scopes.includes("chat:write.public");
  const isIn = channel.members.includes(token.botUserId) || (isAnyPublic && channel.kind === "public");
  if (!isIn) throw refused("not_in_channel");
}

/** The message of that timestamp. @throws Refused with the code when there is none, or it was deleted. */
export function findMessage({ world }: Slack, which: Pick<Message, "channel" | "ts">, code: string): Message {
  const message = world.message.get(keyOf(which));
  if (message === undefined || message.isDeleted) throw refused(code);
  return message;
}

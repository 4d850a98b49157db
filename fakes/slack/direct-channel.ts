import type { ApiRequest } from "./api-method.ts";
import { refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import { randomId } from "./random-id.ts";
import type { Channel } from "./workspace.ts";

/** The direct messages with a person, there already or new; undefined when `id` is no user id. */
export function directChannel({ world }: Slack, { token }: ApiRequest, id: string): Channel | undefined {
  if (!/^[UW]/.test(id)) return undefined;
  const user = world.user.get(id);
  if (user === undefined || user.isDeactivated) throw refused("channel_not_found");
  const members = [token.botUserId, id];
  const isOurs = (channel: Channel) => {
    return channel.kind === "direct" && members.every((member) => channel.members.includes(member));
  };
  const found = [...world.channel.values()].find(isOurs);
  if (found !== undefined) return found;
  return { id: randomId("D"), teamId: token.teamId, name: user.name, kind: "direct", isArchived: false, members };
}

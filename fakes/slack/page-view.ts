import type { Slack } from "./slack.ts";
import type { Channel, User } from "./workspace.ts";

/** Who looks at the page, and what at. */
export interface PageView {
  readonly user: User;
  readonly channel: Channel;
  /** Timestamp of the message whose thread is open. */
  readonly thread?: string;
  /** The button whose question is open. */
  readonly asked?: { readonly ts: string; readonly actionId: string };
  /** Why the last try failed. */
  readonly problem?: string;
}

/** What a page that is linked to shows besides the same person and channel. */
export interface LinkTo {
  readonly channel?: string;
  readonly thread?: string | undefined;
  readonly asked?: PageView["asked"];
}

/** Address of a page for the same person. */
export function hrefOf({ user, channel }: Pick<PageView, "user" | "channel">, to: LinkTo = {}): string {
  const query = new URLSearchParams({ as: user.id });
  if (to.thread !== undefined) query.set("thread", to.thread);
  if (to.asked !== undefined) query.set("ask", `${to.asked.ts}/${to.asked.actionId}`);
  return `/channels/${encodeURIComponent(to.channel ?? channel.id)}?${query.toString()}`;
}

/** The names that mentions stand for. */
export function namesIn({ world }: Slack): (id: string) => string | undefined {
  return (id) => world.user.get(id)?.name ?? world.channel.get(id)?.name ?? world.group.get(id)?.handle;
}

/** Whether a person sees a channel: public ones of the own workspace, and those the person is in. */
export function isVisible(channel: Channel, user: User): boolean {
  const isOpen = channel.kind === "public" && channel.teamId === user.teamId;
  return isOpen || channel.members.includes(user.id);
}

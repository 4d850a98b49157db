import type { JsonObject } from "./json.ts";

/** What a message shows. The text and the texts in its blocks are stored escaped. */
export interface Render {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

/** A message that everybody in its channel sees. */
export interface Message extends Render {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  /** Of the app that posted it; absent for what people write. */
  readonly botId?: string;
  readonly appId?: string;
  readonly metadata?: JsonObject;
  /** Timestamp of the message whose thread it is in; absent outside of threads. */
  readonly threadTs?: string;
  /** Whether a reply is shown in the channel, too. */
  readonly isBroadcast: boolean;
  /** Timestamp of the last edit. */
  readonly editedTs?: string;
  /** What it showed before, oldest first. */
  readonly earlier: readonly Render[];
  readonly isDeleted: boolean;
}

/** A message that one person sees. */
export interface Ephemeral extends Render {
  readonly channel: string;
  readonly ts: string;
  /** Who sees it. */
  readonly user: string;
  /** `slackbot` is Slack itself. */
  readonly from: "app" | "slackbot";
  readonly threadTs?: string;
  readonly isRemoved: boolean;
}

/** A modal of one person. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly teamId: string;
  readonly hash: string;
  readonly state: "open" | "submitted" | "closed";
  /** The view as it was opened. */
  readonly content: JsonObject;
  /** What is wrong with the inputs, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** What was typed, by block id. */
  readonly typed: Readonly<Record<string, string>>;
  /** What Slack says when the app did not answer well. */
  readonly warning?: string;
}

/** The right to open one modal. */
export interface Trigger {
  readonly id: string;
  readonly user: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly isUsed: boolean;
}

/** A response URL. */
export interface Hook {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
  /** What was clicked on; absent for slash commands. */
  readonly source?: { readonly ts: string };
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly uses: number;
}

/** Key of a message or an ephemeral among its kind. */
export function keyOf({ channel, ts }: Pick<Message, "channel" | "ts">): string {
  return `${channel}/${ts}`;
}

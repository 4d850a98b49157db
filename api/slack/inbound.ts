import { createHash } from "node:crypto";
import type { SlackClick, SlackCommand, SlackEvent, SlackSubmission } from "../../domain/schema/slack-item.ts";

/** What a request of Slack turned out to be, once its signature was valid. */
export type Inbound =
  /** Of a shape that Slack does not send. */
  | { readonly kind: "malformed" }
  /** Nothing that concerns us: acknowledged, and that is all. */
  | { readonly kind: "nothing"; readonly appId?: string }
  | { readonly kind: "challenge"; readonly challenge: string }
  | {
      readonly kind: "item";
      /** The app that it is for. */
      readonly appId: string;
      /** Same for the same thing sent again. */
      readonly key: string;
      readonly item: SlackClick | SlackSubmission | SlackCommand | SlackEvent;
      /** Opens one form, for three seconds; absent where nothing was clicked. */
      readonly trigger?: string;
    };

/** The key of something that was sent, from what is its own. */
export function inboxKey(kind: string, own: readonly string[]): string {
  return `${kind}:${createHash("sha256").update(JSON.stringify(own)).digest("hex")}`;
}

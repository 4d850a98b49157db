import type { Json } from "../../domain/schema/json.ts";

/**
 * A chat system. Tells people; decides nothing. Each verb is one try: nothing is repeated inside it. Where it is not
 * clear whether a message was accepted, the answer says so, and the caller looks before it acts again.
 */
export interface Chat {
  /** Posts a message, or a reply where `thread` is given. */
  post(message: NewMessage, signal: AbortSignal): Promise<ChatAnswer<MessageAddress>>;
  /** Replaces a message of ours. */
  update(address: MessageAddress, content: MessageContent, signal: AbortSignal): Promise<ChatAnswer<MessageAddress>>;
  /** Shows a text to one person only. */
  whisper(
    target: { readonly channel: string; readonly user: string; readonly thread?: string },
    text: string,
    signal: AbortSignal,
  ): Promise<ChatAnswer<null>>;
  /** Opens a form; `trigger` is what a click brought, and lives for seconds. */
  openForm(trigger: string, view: Json, signal: AbortSignal): Promise<ChatAnswer<null>>;
  /** Our message that carries this key, posted since then; `null` when there is none. */
  find(
    query: { readonly channel: string; readonly thread?: string; readonly key: string; readonly sinceMs: number },
    signal: AbortSignal,
  ): Promise<ChatAnswer<MessageAddress | null>>;
  /** Who an account is, for linking. */
  account(user: string, signal: AbortSignal): Promise<ChatAnswer<ChatAccount>>;
  /** Whether the token is valid, and what it belongs to. */
  check(signal: AbortSignal): Promise<ChatAnswer<ChatIdentity>>;
}

/** What a message holds. */
export interface MessageContent {
  /** For notifications and screen readers. */
  readonly text: string;
  /** As the chat system lays them out. */
  readonly blocks: readonly Json[];
}

/** A message to post. */
export interface NewMessage extends MessageContent {
  readonly channel: string;
  /** Of the message it replies to; absent for one of its own. */
  readonly thread?: string;
  /** Found again by `find`. */
  readonly key: string;
}

/** Where a message is. */
export interface MessageAddress {
  /** The channel's id, also where it was posted by name. */
  readonly channel: string;
  readonly ts: string;
}

/** An account of the chat system. */
export interface ChatAccount {
  readonly user: string;
  readonly team: string;
  /** Verified by the workspace; absent where it does not tell. */
  readonly email?: string;
  /** False for bots, guests, deactivated accounts and people of another workspace. */
  readonly isMember: boolean;
}

/** What our token belongs to. */
export interface ChatIdentity {
  readonly team: string;
  readonly bot: string;
}

/** How a call ended. */
export type ChatAnswer<Value> =
  | { readonly outcome: "applied"; readonly value: Value }
  /** A well-formed no. `mend` says who can help: `configuration` an admin, `message` we post anew, `us` it is our fault. */
  | {
      readonly outcome: "refused";
      readonly code: string;
      readonly reason: string;
      readonly mend: "configuration" | "message" | "us" | "person";
    }
  /** It never reached the system. */
  | { readonly outcome: "not sent"; readonly reason: string }
  | { readonly outcome: "throttled"; readonly reason: string; readonly retryAfterMs: number }
  /** It may have been accepted: look first. */
  | { readonly outcome: "unknown"; readonly reason: string };

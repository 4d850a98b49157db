/** What Slack calls an app for. */
export type CallbackKind =
  | "block_actions"
  | "view_submission"
  | "view_closed"
  | "command"
  | "event"
  | "url_verification"
  | "ssl_check";

/** What an app answered. */
export interface CallbackAnswer {
  readonly status: number;
  readonly body: string;
  /** Whether it asked not to be called again. */
  readonly noRetry: boolean;
}

/** A call of the app, and what came of it. */
export interface Callback {
  readonly id: string;
  readonly kind: CallbackKind;
  /** Null when none is configured; nothing was sent then. */
  readonly url: string | null;
  /** ISO 8601. */
  readonly at: string;
  /** Who caused it; null for Slack itself. */
  readonly user: string | null;
  /** Key of the message it is about; absent when it is about none. */
  readonly about?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that were sent, as text. */
  readonly body: string;
  /** Null when there was none, or not yet. */
  readonly answer: CallbackAnswer | null;
  /** How long it took; null while it is under way. */
  readonly ms: number | null;
  /** Why people are shown a warning; null when all is well, or not known yet. */
  readonly problem: "late" | "unreachable" | "not-200" | "no-url" | null;
}

import type { AttemptResult } from "../../domain/notifications/after-attempt.ts";
import type { NotifiedEvent } from "../../domain/notifications/notified-event.ts";
import type { SubscriptionDocument } from "../../domain/schema/documents.ts";

/** Which ways there are to tell people, here. */
export interface NotificationWays {
  /** What is wrong with the address of a webhook, one phrase without the address; undefined where it may be called. */
  urlProblem(url: string): string | undefined;
  /** Why a subscription can not be told anything here: no mail server is configured; undefined where it can. */
  missing(spec: SubscriptionDocument["spec"]): string | undefined;
}

/** Tells somebody of an event. One try: nothing is repeated inside it. Expected failures are answers; it never throws but when aborted. */
export type Notify = (notification: Notification, signal: AbortSignal) => Promise<NotifyAnswer>;

/** What is to be told, and to whom. */
export interface Notification {
  /** The same for each try. */
  readonly id: string;
  readonly subscription: SubscriptionDocument;
  readonly event: NotifiedEvent;
  /** A try before may have arrived. */
  readonly wasUnclear: boolean;
  /** When the first try may have been, epoch milliseconds. */
  readonly queuedAt: number;
}

/** How a try ended. */
export interface NotifyAnswer {
  readonly result: AttemptResult;
  /** Of HTTP or SMTP; absent where nobody answered. */
  readonly status?: number;
  /** One line for people; empty where it was delivered. */
  readonly fault: string;
  /** The beginning of what was answered, without secrets; empty for nothing. */
  readonly answer: string;
  /** Of the body that was sent; absent where nothing was. */
  readonly payloadDigest?: string;
  /** It may have arrived although it failed. */
  readonly isUnclear: boolean;
}

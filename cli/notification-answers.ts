import type { DocumentView } from "./answers.ts";

/** Who is told of which events. */
export interface SubscriptionView extends DocumentView<{
  readonly events: readonly string[];
  readonly webhook?: { readonly url: string };
  readonly email?: { readonly to: readonly string[] };
  readonly slack?: { readonly channel: string };
}> {
  readonly disabled?: { readonly at: number; readonly reason: string };
  readonly failingSince?: number;
  readonly pausedUntil?: number;
  readonly lastDeliveredAt?: number;
  readonly lastDelivery?: { readonly id: string; readonly state: string; readonly at: number; readonly fault: string };
  readonly pending: number;
  readonly dead: number;
  readonly undeliverable?: string;
}

/** What was told to whom, or was to be. */
export interface DeliveryView {
  readonly id: string;
  readonly project: string;
  readonly subscription: string;
  readonly event: { readonly seq?: number; readonly type: string; readonly message: string };
  readonly state: string;
  readonly attempts: number;
  readonly nextAt?: number;
  readonly lastStatus?: number;
  readonly lastFault: string;
  readonly payloadDigest?: string;
  readonly createdAt: number;
  readonly attemptedAt?: number;
  readonly settledAt?: number;
}

/** A delivery with its attempts, newest first. */
export interface DeliveryDetail extends DeliveryView {
  readonly attemptList: readonly {
    readonly number: number;
    readonly at: number;
    readonly tookMs: number;
    readonly outcome: string;
    readonly status?: number;
    readonly fault: string;
    readonly answer: string;
  }[];
}

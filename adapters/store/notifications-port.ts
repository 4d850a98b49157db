import type { AfterAttempt } from "../../domain/notifications/after-attempt.ts";
import type { NotifiedEvent } from "../../domain/notifications/notified-event.ts";
import type { SubscriptionDocument } from "../../domain/schema/documents.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import type { DocumentView, Listed, Page } from "./views-port.ts";

/** What the API needs of the truth about notifications. */
export interface StoreOfNotificationApi {
  /** By project and name. */
  listSubscriptions(page: Page & { readonly project?: string }): Promise<Listed<SubscriptionView>>;
  /** Newest first, also of subscriptions that are deleted. */
  listDeliveries(page: Page & DeliveryFilter): Promise<Listed<DeliveryView>>;
  getDelivery(id: string): Promise<DeliveryDetail | undefined>;
  /** Queues a delivery again under its id. @throws OrchestratorError `NOT_FOUND` (also where its subscription is deleted), `SUBSCRIPTION_DISABLED` */
  acceptRedeliver(request: RequestIdentity, deliveryId: string): Promise<Accepted>;
  /** Queues deliveries of a subscription again, each under its id; at most 10,000. @throws OrchestratorError `NOT_FOUND`, `SUBSCRIPTION_DISABLED` */
  acceptRedeliverAll(request: RequestIdentity, range: RedeliverRange): Promise<Accepted>;
  /** Queues a test, which is told to this subscription only and is not recorded. @throws OrchestratorError `NOT_FOUND`, `SUBSCRIPTION_DISABLED` */
  acceptTestDelivery(request: RequestIdentity, target: SubscriptionName): Promise<Accepted>;
  /** Makes a disabled subscription be tried again. What was not delivered meanwhile stays dead. @throws OrchestratorError `NOT_FOUND` */
  acceptEnable(request: RequestIdentity, target: SubscriptionName): Promise<Accepted>;
}

/** What the loops that tell people need of the truth. Instants are epoch milliseconds of the caller's clock. */
export interface StoreOfNotifications {
  /**
   * Makes one delivery for each subscription that wants one of the next sealed events, and moves the cursor past them, in
   * one transaction. Of very much that waits for one subscription the oldest are dead from then on. One caller at a time works, others get 0. Answers how many events were passed.
   */
  fanOut(options: { readonly limit: number; readonly nowMs: number }): Promise<{ readonly events: number }>;
  /** Subscriptions with deliveries that are due, without those named; those that can be told come first. */
  dueSubscriptions(query: {
    readonly nowMs: number;
    readonly without: readonly string[];
    readonly limit: number;
  }): Promise<readonly DueSubscription[]>;
  /**
   * Takes the delivery of a subscription that is due first, tests before all others: from now on it counts as tried, and it is due again after the
   * lease, should nobody record how it ended. Undefined where none is due.
   */
  claimDelivery(
    subscriptionUid: string,
    options: { readonly nowMs: number; readonly leaseMs: number },
  ): Promise<ClaimedDelivery | undefined>;
  /** Records how an attempt ended, and what follows for the delivery and its subscription. */
  recordAttempt(claim: ClaimedDelivery, attempt: AttemptRecord): Promise<void>;
  /** Deletes deliveries that were settled before, some thousand at once. Answers how many. */
  forgetDeliveries(settledBeforeMs: number): Promise<number>;
}

/** A subscription by the names that people use. */
export interface SubscriptionName {
  readonly project: string;
  readonly name: string;
}

/** Which deliveries are queued again. */
export interface RedeliverRange extends SubscriptionName {
  /** Epoch milliseconds; only of events since then. Absent: all that are kept. */
  readonly since?: number;
  /** True: those that were delivered, too. */
  readonly withDelivered: boolean;
}

/** A subscription as people see it. */
export interface SubscriptionView extends DocumentView<SubscriptionDocument> {
  readonly uid: string;
  /** Absent while it is tried. */
  readonly disabled?: { readonly at: number; readonly reason: string };
  /** Since when nothing could be told; absent when the last attempt was good, or there was none. */
  readonly failingSince?: number;
  /** Until when its receiver is left alone; absent when it is not. */
  readonly pausedUntil?: number;
  readonly lastDeliveredAt?: number;
  /** The delivery that was tried last; absent before the first. */
  readonly lastDelivery?: {
    readonly id: string;
    readonly state: DeliveryState;
    readonly at: number;
    /** Empty where it was delivered. */
    readonly fault: string;
  };
  readonly pending: number;
  readonly dead: number;
}

/** Where a delivery stands. `dead` is tried no more, until a person asks. */
export type DeliveryState = "pending" | "delivered" | "dead";

/** Which deliveries; what is absent does not matter. */
export interface DeliveryFilter {
  readonly project?: string;
  /** Name of a subscription, also of those that had it before. */
  readonly subscription?: string;
  readonly state?: DeliveryState;
  /** A type of event. */
  readonly event?: string;
}

/** A delivery as people see it. */
export interface DeliveryView {
  /** The same for each attempt: what receivers see as `webhook-id` and as the id of the CloudEvent. */
  readonly id: string;
  readonly project: string;
  readonly subscription: string;
  readonly event: {
    /** Absent for a test. */
    readonly seq?: number;
    readonly type: string;
    readonly message: string;
  };
  readonly state: DeliveryState;
  /** Since it was queued, or queued again. */
  readonly attempts: number;
  /** Absent once it is settled. */
  readonly nextAt?: number;
  /** What the receiver answered last; absent where it is not of HTTP, or did not answer. */
  readonly lastStatus?: number;
  /** Why it is not delivered, one line; empty where nothing is wrong. */
  readonly lastFault: string;
  /** Of the body that was sent last; absent before. */
  readonly payloadDigest?: string;
  readonly createdAt: number;
  readonly attemptedAt?: number;
  readonly settledAt?: number;
}

/** A delivery with its last attempts, newest first. */
export interface DeliveryDetail extends DeliveryView {
  readonly attemptList: readonly AttemptView[];
}

/** One attempt. */
export interface AttemptView {
  /** From 1, and on after it was queued again. */
  readonly number: number;
  readonly at: number;
  readonly tookMs: number;
  readonly outcome: "delivered" | "failed";
  readonly status?: number;
  /** Empty where it was delivered. */
  readonly fault: string;
  /** The beginning of what the receiver answered, without secrets. */
  readonly answer: string;
}

/** A subscription with something to tell. */
export interface DueSubscription {
  readonly uid: string;
  readonly isFailing: boolean;
}

/** A delivery that was taken to be tried. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly subscription: { readonly uid: string; readonly document: SubscriptionDocument };
  readonly event: NotifiedEvent;
  /** This one included. */
  readonly attempts: number;
  readonly tries: number;
  /** The receiver may have got it already. */
  readonly wasUnclear: boolean;
  readonly queuedAt: number;
  readonly failingSince?: number;
}

/** How an attempt ended, and what was decided. */
export interface AttemptRecord {
  readonly at: number;
  readonly tookMs: number;
  readonly status?: number;
  /** Empty where it was delivered. */
  readonly fault: string;
  readonly answer: string;
  /** Absent where nothing was sent. */
  readonly payloadDigest?: string;
  /** The receiver may have got it although it failed. */
  readonly isUnclear: boolean;
  readonly after: AfterAttempt;
}

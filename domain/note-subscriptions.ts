import type { Document } from "./schema/documents.ts";
import type { SubscriptionDocument } from "./schema/subscription.ts";

/** What people should know about subscriptions that are taken all the same: that their way is not there yet. */
export function noteSubscriptions(
  documents: readonly Document[],
  missing: (spec: SubscriptionDocument["spec"]) => string | undefined,
): readonly string[] {
  return documents.flatMap((document) => {
    if (document.kind !== "Subscription") return [];
    const why = missing(document.spec);
    return why === undefined ? [] : [`subscription ${document.metadata.name} can not be delivered: ${why}`];
  });
}

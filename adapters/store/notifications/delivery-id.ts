import { idOfCause } from "../id-of-cause.ts";

/** The id of what is told to one subscription about one event: `hf-` and 16 letters, the same for the same. */
export function deliveryId(subscriptionUid: string, cause: number | string): string {
  return idOfCause("hf", [subscriptionUid, cause]);
}

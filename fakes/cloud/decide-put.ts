import { digest } from "./digest.ts";
import { isTerminal } from "./resource.ts";
import type { Place, Resource } from "./resource.ts";
import type { PutBody } from "./schema.ts";

/** What a PUT leads to. `kept` is accepted without an effect: what is wanted stands or is on its way. */
export type PutDecision =
  | { readonly verdict: "create" }
  | { readonly verdict: "update" | "kept"; readonly resource: Resource }
  | { readonly verdict: "refused"; readonly code: "RESOURCE_BUSY" | "RESOURCE_EXISTS" };

/** A PUT under a key that was not seen before. */
export interface PutWish {
  readonly body: PutBody;
  /** Whether the caller asked for a resource that is not there yet (`if-none-match: *`). */
  readonly mustBeNew: boolean;
  /** Where the caller wants it; what is absent does not matter to the caller. */
  readonly place: Partial<Place>;
}

/** Decides what a PUT does to the resource of that id; `existing` is undefined when there is none. */
export function decidePut(existing: Resource | undefined, { body, mustBeNew, place }: PutWish): PutDecision {
  if (existing === undefined) return { verdict: "create" };
  if (mustBeNew || isElsewhere(existing, place)) return { verdict: "refused", code: "RESOURCE_EXISTS" };
  if (existing.state === "deleting") return { verdict: "refused", code: "RESOURCE_BUSY" };
  // A failed one is not what anybody wants, even with the right properties.
  if (existing.state === "failed" && !existing.isBuilt) return { verdict: "create" };
  if (existing.state === "failed") return { verdict: "update", resource: existing };
  if (isAsWanted(existing, body)) return { verdict: "kept", resource: existing };
  return isTerminal(existing)
    ? { verdict: "update", resource: existing }
    : { verdict: "refused", code: "RESOURCE_BUSY" };
}

function isElsewhere(existing: Resource, { account, region }: Partial<Place>): boolean {
  return (account ?? existing.account) !== existing.account || (region ?? existing.region) !== existing.region;
}

function isAsWanted(existing: Resource, { type, properties, tags }: PutBody): boolean {
  if (existing.type !== type || digest(existing.properties) !== digest(properties)) return false;
  return tags === undefined || digest(existing.tags) === digest(tags);
}

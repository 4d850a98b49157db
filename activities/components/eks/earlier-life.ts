import { belongingOf } from "../../../domain/eks/ownership.ts";
import type { Subject } from "../driver.ts";
import { isFresh, type GoneLimits } from "./gone-for-good.ts";
import type { Seen } from "./kind.ts";
import type { Notebook } from "./life-notes.ts";
import { nameOf } from "./whose.ts";

/** Whose turn it is to have the name of a resource, and what is known of that. */
export interface Coming {
  readonly subject: Pick<Subject, "id" | "incarnation">;
  readonly notebook: Notebook;
  readonly limits: GoneLimits;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * What is waited for where the resource of an earlier life of the component has the name still: that it goes, or that EKS
 * shows that it has gone. Undefined where there is nothing to wait for.
 */
export function earlierLifeStays(seen: Seen, { subject, notebook, limits, now }: Coming): string | undefined {
  const { life, target, begunAt, creation } = notebook.notes;
  if (life === seen.life) return undefined;
  if (life !== undefined) {
    const isJustMade = creation?.answer === "taken" && !creation.isProven && isFresh(creation.at, limits, now());
    return isJustMade ? `EKS shows another ${nameOf(target)} still than the one that it has made` : undefined;
  }
  if (!isOfAnotherLife(seen, subject)) return undefined;
  if (seen.standing === "deleting") return `${nameOf(target)} of another life of this component is being deleted`;
  if (!isFresh(begunAt, limits, now())) return undefined;
  return `EKS shows ${nameOf(target)} of another life of this component still, as ${seen.status}`;
}

/** Whether a resource is of another life of the component. */
function isOfAnotherLife(seen: Seen, { id, incarnation }: Coming["subject"]): boolean {
  return belongingOf(seen.tags, { componentUid: id.componentUid, incarnation }) === "another life";
}

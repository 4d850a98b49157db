import { explainIssues } from "../../../domain/eks/health-issues.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { RemovalSubject } from "../driver.ts";
import { isFresh, isGoneForGood, type GoneLimits } from "./gone-for-good.ts";
import type { Asking, EksKind, Removal, Seen } from "./kind.ts";
import { mayHaveMade, type Notebook } from "./life-notes.ts";
import { unlessUnknown } from "./refusals.ts";
import { nameOf, notOursBecause } from "./whose.ts";

/** What a removal needs. */
export interface Removing {
  readonly subject: Pick<RemovalSubject, "id" | "incarnation" | "token">;
  readonly notebook: Notebook;
  readonly limits: GoneLimits;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A deletion is to be seen within this time, or it was not kept. */
const SEEN_WITHIN_MS = 60_000;

/** Takes the resource of one life away, step by step. What is not ours is left alone: then ours is gone. */
export async function removeResource<Config, S extends Seen>(
  ask: Asking,
  kind: EksKind<Config, S>,
  removing: Removing,
): Promise<"gone" | "going"> {
  const { notes } = removing.notebook;
  const { target } = notes;
  // Nothing was ever asked for.
  if (target === undefined) return "gone";
  const find = async () => {
    const seen = await kind.find(ask, { target, life: notes.life });
    return seen === undefined || notOursBecause(seen, notes, removing.subject) !== undefined ? undefined : seen;
  };
  const seen = await find();
  if (seen === undefined) return await confirmed(find, removing, ask.signal);
  if (notes.life === undefined) await removing.notebook.write({ life: seen.life });
  if (seen.standing === "deleting") {
    const { removal } = notes;
    if (removal?.wasStuck === true) await removing.notebook.write({ removal: { ...removal, wasStuck: false } });
    return "going";
  }
  if (wasJustSent(seen, removing)) return "going";
  const removal: Removal<S> = {
    target,
    life: seen.life,
    seen,
    forRemoval: notes.forRemoval,
    remembered: notes.remembered,
    token: removing.subject.token,
    notebook: removing.notebook,
    now: removing.now,
  };
  if ((await kind.beforeRemove?.(ask, removal)) === "later") return "going";
  await unlessUnknown(kind.remove(ask, removal));
  const wasStuck = seen.standing === "deletion failed";
  await removing.notebook.write({ removal: { token: removing.subject.token, at: removing.now(), wasStuck } });
  return (await find()) === undefined ? await confirmed(find, removing, ask.signal) : "going";
}

async function confirmed(
  find: () => Promise<unknown>,
  { notebook, limits, now }: Removing,
  signal: AbortSignal,
): Promise<"gone" | "going"> {
  const { life, creation, removal } = notebook.notes;
  // What nobody has ever seen may still come up: its creation may be on its way, or not be shown yet.
  const wasSeen = removal !== undefined || creation?.isProven === true;
  if (!wasSeen && mayHaveMade(notebook.notes) && isFresh(creation?.at, limits, now())) return "going";
  const looks = life === undefined ? Math.max(limits.looks, 2) : limits.looks;
  return (await isGoneForGood(find, { ...limits, looks }, signal)) ? "gone" : "going";
}

/**
 * Whether this removal was sent, and is not to be seen yet.
 * @throws OrchestratorError `COMPONENT_FAILED` where EKS has given it up
 */
function wasJustSent(seen: Seen, { subject, notebook, now }: Removing): boolean {
  const { removal, target } = notebook.notes;
  if (removal?.token !== subject.token) return false;
  const isRecent = now() - removal.at < SEEN_WITHIN_MS;
  // What is shown may be how it stood before.
  if (isRecent && removal.wasStuck === true) return true;
  if (seen.standing === "deletion failed" || (!isRecent && seen.issues.length > 0)) {
    const why = explainIssues(seen.issues, "EKS does not say why");
    throw new OrchestratorError("COMPONENT_FAILED", `${nameOf(target)} could not be deleted: ${why}`);
  }
  return isRecent;
}

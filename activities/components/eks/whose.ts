import { belongingOf } from "../../../domain/eks/ownership.ts";
import type { ComponentIdentity } from "../driver.ts";
import type { Seen } from "./kind.ts";
import type { LifeNotes } from "./life-notes.ts";
import { busy } from "./refusals.ts";

/**
 * Why a resource that was found is not the one of this life of the component; undefined where it is. A name proves nothing:
 * the tags must name the component and its life. Once that was so, the resource is the one of the same id, whatever others
 * have made of its tags since.
 */
export function notOursBecause(
  seen: Seen,
  notes: LifeNotes,
  { id, incarnation }: { readonly id: Pick<ComponentIdentity, "componentUid">; readonly incarnation: number },
): string | undefined {
  const name = nameOf(notes.target);
  if (notes.life !== undefined) {
    if (notes.life === seen.life) return undefined;
    return `${name} is another one than ours: ours was ${notes.life}, this is ${seen.life}`;
  }
  const belongs = belongingOf(seen.tags, { componentUid: id.componentUid, incarnation });
  if (belongs === "this life") return undefined;
  if (belongs === "another life") return `${name} belongs to another life of this component`;
  return `${name} exists already and does not carry the tags of this component`;
}

/** What a target is called, for people. */
export function nameOf(target: Readonly<Record<string, string>> = {}): string {
  return `"${Object.values(target).join("/")}"`;
}

/**
 * What tells a resource from others, as EKS has told it.
 * @throws OrchestratorError `CLOUD_BUSY` where an answer lacks it: then nobody knows whose it is
 */
export function toldOf<Told>(told: Told | undefined, target: Readonly<Record<string, string>>): Told {
  if (told === undefined) throw busy(`EKS has not told which ${nameOf(target)} it shows`);
  return told;
}

import { belongingOf } from "../../../domain/eks/ownership.ts";
import type { Subject } from "../driver.ts";
import type { Seen } from "./kind.ts";
import type { LifeNotes } from "./life-notes.ts";

/**
 * Why a resource that was found is not the one of this life of the component; undefined where it is. A name proves nothing:
 * the tags must name the component and its life, and the resource must be the one that was seen before.
 */
export function notOursBecause(
  seen: Seen,
  notes: LifeNotes,
  { id, incarnation }: Pick<Subject, "id" | "incarnation">,
): string | undefined {
  const name = nameOf(notes.target);
  if (notes.life !== undefined && notes.life !== seen.life) {
    return `${name} is another one than ours: ours was ${notes.life}, this is ${seen.life}`;
  }
  const belongs = belongingOf(seen.tags, { componentUid: id.componentUid, incarnation });
  if (belongs === "this life") return undefined;
  if (belongs === "another life") return `${name} belongs to another life of this component`;
  // The tags of what was ours may have been taken off; which one it is, its id tells.
  if (notes.life !== undefined) return undefined;
  return `${name} exists already and does not carry the tags of this component`;
}

/** What a target is called, for people. */
export function nameOf(target: Readonly<Record<string, string>> = {}): string {
  return `"${Object.values(target).join("/")}"`;
}

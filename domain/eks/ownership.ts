/** Which life of which component. */
export interface OwnedLife {
  readonly componentUid: string;
  readonly incarnation: number;
}

/** Whose a resource is. */
export type Belonging = "this life" | "another life" | "not ours";

const COMPONENT = "holdfast:component";
const INCARNATION = "holdfast:incarnation";

/** The tags that prove whose a resource is, and tell people what it belongs to. */
export function ownershipTags(owner: {
  readonly id: Readonly<Record<"environmentUid" | "componentUid" | "project" | "environment" | "component", string>>;
  readonly incarnation: number;
  /** Token of the intent that it was made for. */
  readonly token: string;
}): Readonly<Record<string, string>> {
  const { id, incarnation, token } = owner;
  return {
    [COMPONENT]: id.componentUid,
    [INCARNATION]: String(incarnation),
    "holdfast:environment": id.environmentUid,
    "holdfast:intent": token,
    "holdfast:name": `${id.project}/${id.environment}/${id.component}`,
  };
}

/** Uid of the component that a resource carries the tags of; undefined for none. */
export function componentOf(tags: Readonly<Record<string, string>>): string | undefined {
  return tags[COMPONENT];
}

/** Tells by its tags whose a resource is. */
export function belongingOf(tags: Readonly<Record<string, string>>, life: OwnedLife): Belonging {
  if (tags[COMPONENT] !== life.componentUid) return "not ours";
  return tags[INCARNATION] === String(life.incarnation) ? "this life" : "another life";
}

/**
 * What has to be written and taken off so that the tags which a blueprint gives are as wanted. Nothing is taken off but what
 * a blueprint gave earlier: ours and those of others stay.
 *
 * @param given - Names of the tags that a blueprint has given so far.
 */
export function tagChanges(
  seen: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  given: readonly string[],
): { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] } {
  const set = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => seen[name] !== value));
  const remove = given.filter((name) => Object.hasOwn(seen, name) && !Object.hasOwn(wanted, name));
  return { set, remove: remove.toSorted() };
}

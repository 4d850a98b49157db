/** Which life of which component. */
export interface OwnedLife {
  readonly componentUid: string;
  readonly incarnation: number;
}

/** Whose a resource is. */
export type Belonging = "this life" | "another life" | "not ours";

const COMPONENT = "holdfast:component";
const INCARNATION = "holdfast:incarnation";
const INTENT = "holdfast:intent";
const ENVIRONMENT = "holdfast:environment";
const NAME = "holdfast:name";
const OF_LIFE: readonly string[] = [COMPONENT, INCARNATION, ENVIRONMENT, NAME];

/** Whose a resource is, with everything that its tags tell people. */
export interface Owner {
  readonly id: Readonly<Record<"environmentUid" | "componentUid" | "project" | "environment" | "component", string>>;
  readonly incarnation: number;
}

/** The tags that prove whose a resource is, and tell people what it belongs to. They stay the same for its life. */
export function lifeTags({ id, incarnation }: Owner): Readonly<Record<string, string>> {
  return {
    [COMPONENT]: id.componentUid,
    [INCARNATION]: String(incarnation),
    [ENVIRONMENT]: id.environmentUid,
    [NAME]: `${id.project}/${id.environment}/${id.component}`,
  };
}

/** The same, and the token of the intent that it is made for. */
export function ownershipTags({
  token,
  ...owner
}: Owner & { readonly token: string }): Readonly<Record<string, string>> {
  return { ...lifeTags(owner), [INTENT]: token };
}

/**
 * Of the tags that a resource carries, those that Holdfast has given it for its life.
 *
 * @param names - Those of them that are from a blueprint.
 */
export function givenTags(
  seen: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(seen).filter(([name]) => OF_LIFE.includes(name) || names.includes(name)));
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
 * What has to be written and taken off so that the tags which Holdfast gives are as wanted. Nothing is taken off but what a
 * blueprint gave earlier: those of others stay.
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

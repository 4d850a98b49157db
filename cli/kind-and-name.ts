/** A kind of thing, and which one; `name` is absent where none was named. */
export interface KindAndName {
  readonly kind: string;
  readonly name: string | undefined;
}

/** `environment/shop-dev` in one word is the same as `environment shop-dev` in two. */
export function kindAndName(kind: string, name: string | undefined): KindAndName {
  const slash = kind.indexOf("/");
  if (slash < 0 || name !== undefined) return { kind, name };
  return { kind: kind.slice(0, slash), name: kind.slice(slash + 1) };
}

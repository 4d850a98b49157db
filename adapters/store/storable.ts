/** Text as PostgreSQL can hold it: no NUL, no half of a surrogate pair. What a process wrote may have both. */
export function storableText(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** A value as JSON text that PostgreSQL can hold and search. */
export function storable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "string" ? storableText(inner) : inner));
}

import type { Json } from "../../domain/schema/json.ts";

/** Finds out whether a field shows a secret, in its path or anywhere in its value; `mask` replaces every secret in a text. */
export function holdsSecret(mask: (text: string) => string): (path: string, value: Json) => boolean {
  return (path, value) => [path, ...textsOf(value)].some((text) => mask(text) !== text);
}

/** Every text in a value as it is: inside of JSON it may look otherwise. */
function textsOf(value: Json): readonly string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return Object.entries(value).flatMap(([key, item]) => (item === undefined ? [key] : [key, ...textsOf(item)]));
}

import { canonicalJson } from "../canonical-json.ts";
import type { Fields, FieldValue } from "../schema/drift.ts";
import type { Json } from "../schema/json.ts";

/**
 * Fields with every secret value replaced by its keyed hash: equal values have equal hashes, so that what differs shows
 * as well as before. The hash is of the value's JSON text: the text `1` and the number 1 differ.
 */
export function maskFields(
  raw: Readonly<Record<string, Json>>,
  isSecret: (path: string, value: Json) => boolean,
  keyedHash: (value: string) => string,
): Fields {
  const masked = Object.entries(raw).map(([path, value]): [string, FieldValue] => [
    path,
    isSecret(path, value) ? { secret: keyedHash(canonicalJson(value)) } : value,
  ]);
  return Object.fromEntries(masked);
}

/** Whether a value is the keyed hash of a secret. Objects are fields of their own, so no other value has this shape. */
export function isMasked(value: FieldValue | undefined): value is { readonly secret: string } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.hasOwn(value, "secret") && Object.keys(value).length === 1;
}

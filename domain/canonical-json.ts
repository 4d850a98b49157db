import type { Json } from "./schema/json.ts";

/**
 * The one text of a JSON value: keys sorted by code unit, no white space, numbers and strings as JSON.stringify writes
 * them. Equal values give equal text, so a digest of it identifies the value. Keys whose value is undefined are left out.
 * @see RFC 8785
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}

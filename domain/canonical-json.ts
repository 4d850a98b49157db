import type { Json, JsonObject } from "./schema/json.ts";

/**
 * The one text of a JSON value: keys sorted by code unit, no white space, numbers and strings as JSON.stringify writes
 * them. Equal values give equal text, so a digest of it identifies the value. Keys whose value is undefined are left out.
 * @see RFC 8785
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const object = value as JsonObject;
  let text = "";
  for (const key of Object.keys(object).toSorted()) {
    const item = object[key];
    if (item === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

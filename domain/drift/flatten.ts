import type { Json, JsonObject } from "../schema/json.ts";

/**
 * A value by field: objects are opened with dots, lists and empty objects are values. A dot or a backslash inside a key
 * is written with a backslash before it, so that no two fields share a path. An empty prefix stands for none.
 */
export function flatten(value: JsonObject, prefix: string): Record<string, Json> {
  const fields: [string, Json][] = [];
  const open = (object: JsonObject, path: string) => {
    for (const [key, item] of Object.entries(object)) {
      const at = path === "" ? escapeKey(key) : `${path}.${escapeKey(key)}`;
      if (isFilledObject(item)) open(item, at);
      else if (item !== undefined) fields.push([at, item]);
    }
  };
  if (prefix !== "" && Object.keys(value).length === 0) return { [prefix]: value };
  open(value, prefix);
  return Object.fromEntries(fields);
}

/** The keys that lead to a field, as they were before they were joined to its path. */
export function keysOf(path: string): readonly string[] {
  const keys: string[] = [];
  let key = "";
  let isEscaped = false;
  for (const character of path) {
    if (character === "." && !isEscaped) {
      keys.push(key);
      key = "";
    } else if (character !== "\\" || isEscaped) key += character;
    isEscaped = character === "\\" && !isEscaped;
  }
  return [...keys, key];
}

function escapeKey(key: string): string {
  return /[\\.]/.test(key) ? key.replace(/[\\.]/g, "\\$&") : key;
}

function isFilledObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

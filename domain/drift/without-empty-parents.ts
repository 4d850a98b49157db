import type { Fields } from "../schema/drift.ts";

/**
 * Fields without the empty objects that have fields below them, here or among the others: where something was put into
 * an empty object, what is new is what was put there.
 */
export function withoutEmptyParents(fields: Fields, others: Fields = {}): Fields {
  const isEmptyObject = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
  const empty = Object.keys(fields).filter((path) => isEmptyObject(fields[path]));
  if (empty.length === 0) return fields;
  const parents = new Set([...Object.keys(fields), ...Object.keys(others)].flatMap(parentsOf));
  const filled = new Set(empty.filter((path) => parents.has(path)));
  if (filled.size === 0) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([path]) => !filled.has(path)));
}

function parentsOf(path: string): readonly string[] {
  const parents: string[] = [];
  for (let at = path.indexOf("."); at >= 0; at = path.indexOf(".", at + 1)) parents.push(path.slice(0, at));
  return parents;
}

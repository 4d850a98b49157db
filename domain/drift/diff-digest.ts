import type { DriftField, FieldValue } from "../schema/drift.ts";
import type { Json } from "../schema/json.ts";

/**
 * Identity of a difference: the same fields with the same wanted and seen values give the same, in any order, whoever
 * changed them and whenever. Empty for none. Of why a component is not well, numbers do not count: counters and times
 * in it move with every look.
 */
export function diffDigest(fields: readonly DriftField[], digest: (value: Json) => string): string {
  if (fields.length === 0) return "";
  const sorted = fields.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
  return digest(
    sorted.map(({ path, class: driftClass, wanted, seen }) => ({
      path,
      class: driftClass,
      ...(wanted === undefined ? {} : { wanted }),
      ...(seen === undefined ? {} : { seen: driftClass === "unhealthy" ? withoutNumbers(seen) : seen }),
    })),
  );
}

function withoutNumbers(value: FieldValue): FieldValue {
  return typeof value === "string" ? value.replace(/\d+/g, "#") : value;
}

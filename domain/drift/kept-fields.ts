import type { DriftField } from "../schema/drift.ts";

/** So many fields of a finding are kept. */
export const FIELDS_MAX = 500;
/** The path of the field that stands for those that are not kept. */
export const MORE_PATH = "more";

/** The fields of a finding that are kept: the first 500, and one more that says how many are left out. */
export function keptFields(fields: readonly DriftField[]): readonly DriftField[] {
  const left = fields.length - FIELDS_MAX;
  if (left <= 0) return fields;
  const more = { path: MORE_PATH, class: "changed", seen: `${left} more fields differ` } as const;
  return [...fields.slice(0, FIELDS_MAX), more];
}

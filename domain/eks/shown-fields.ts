import type { Json } from "../schema/json.ts";

/** A resource by field, in a form that is the same for equal ones. */
export type EksFields = Readonly<Record<string, Json>>;

/** What EKS shows of a resource. */
export interface ShownFields {
  readonly fields: EksFields;
  /** Paths of which EKS says nothing this time: nobody knows whether they differ. */
  readonly unseen: readonly string[];
}

/** Fields that EKS tells, and the paths of those that it does not tell. */
export function shownFields(told: Readonly<Record<string, Json | undefined>>): ShownFields {
  const entries = Object.entries(told);
  return {
    fields: Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined)),
    unseen: entries.filter(([, value]) => value === undefined).map(([path]) => path),
  };
}

/** A set as a field: each once, in one order. */
export function setField(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}

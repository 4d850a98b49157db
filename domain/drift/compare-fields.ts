import { canonicalJson } from "../canonical-json.ts";
import type { DriftField, Fields, FieldValue } from "../schema/drift.ts";
import { withoutEmptyParents } from "./without-empty-parents.ts";

/** What a comparison is made from. All of it is masked. */
export interface FieldComparison {
  readonly wanted: Fields;
  /** Paths of `wanted` that nobody has stated. */
  readonly learned: readonly string[];
  readonly seen: Fields;
  /** Why it is not well; absent where it is. */
  readonly unhealthy?: string;
  /** Who or what changed a field, and when, by its path or by that of what it lies in. */
  readonly by?: Readonly<Record<string, { readonly who: string; readonly at?: number }>>;
}

/** The path of the field that says that a component is not well. */
export const HEALTH_PATH = "health";

/** The fields that differ, sorted by path; empty where it looks as wanted and is well. */
export function compareFields({ wanted, learned, seen, unhealthy, by = {} }: FieldComparison): readonly DriftField[] {
  const [left, right] = [withoutEmptyParents(wanted, seen), withoutEmptyParents(seen, wanted)];
  const isLearned = new Set(learned);
  const fields: DriftField[] = [];
  for (const path of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = compareField(valueOf(left, path), valueOf(right, path));
    if (found === undefined) continue;
    fields.push({
      path,
      ...found,
      ...changerOf(by, path),
      ...(isLearned.has(path) ? { isLearned: true } : {}),
    });
  }
  if (unhealthy !== undefined)
    fields.push({ path: HEALTH_PATH, class: "unhealthy", seen: unhealthy, ...changerOf(by, HEALTH_PATH) });
  return fields.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
}

function changerOf(by: NonNullable<FieldComparison["by"]>, path: string): Pick<DriftField, "by"> {
  const places = Object.keys(by).filter((place) => path === place || path.startsWith(`${place}.`));
  const [nearest] = places.toSorted((one, other) => other.length - one.length);
  const changer = nearest === undefined ? undefined : by[nearest];
  return changer === undefined ? {} : { by: changer };
}

function valueOf(fields: Fields, path: string): FieldValue | undefined {
  return Object.hasOwn(fields, path) ? fields[path] : undefined;
}

function compareField(
  wanted: FieldValue | undefined,
  seen: FieldValue | undefined,
): Pick<DriftField, "class" | "wanted" | "seen"> | undefined {
  if (wanted === undefined) return seen === undefined ? undefined : { class: "extra", seen };
  if (seen === undefined) return { class: "missing", wanted };
  return canonicalJson(wanted) === canonicalJson(seen) ? undefined : { class: "changed", wanted, seen };
}

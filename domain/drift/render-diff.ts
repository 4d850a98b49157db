import type { DriftField } from "../schema/drift.ts";
import type { JsonObject } from "../schema/json.ts";
import { keysOf } from "./flatten.ts";
import { printable, shownValue } from "./shown-value.ts";

/** More lines are not shown. */
export const LINES_MAX = 200;

/** A difference as a unified diff of YAML, at most 200 lines, without a secret in it. */
export function renderDiff(component: string, fields: readonly DriftField[]): string {
  const lines = ["--- wanted", "+++ seen", `@@ ${printable(component)} @@`];
  let open: readonly string[] = [];
  for (const { field, keys } of sorted(fields)) {
    const parents = keys.slice(0, -1);
    const shared = sharedLength(open, parents);
    parents.slice(shared).forEach((key, index) => lines.push(`  ${indented(shared + index)}${shownValue(key)}:`));
    open = parents;
    const at = `${indented(parents.length)}${shownValue(keys.at(-1) ?? "")}`;
    const note = noteOf(field);
    if (field.wanted !== undefined) lines.push(`- ${at}: ${shownValue(field.wanted)}`);
    if (field.seen !== undefined) lines.push(`+ ${at}: ${shownValue(field.seen)}${note}`);
    else if (note !== "") lines[lines.length - 1] += note;
  }
  if (lines.length <= LINES_MAX) return lines.join("\n");
  const kept = lines.slice(0, LINES_MAX - 1);
  return [...kept, `… ${lines.length - kept.length} more lines`].join("\n");
}

/** A difference for programs that show it: as the fields, with values as `renderDiff` shows them. */
export function diffJson(fields: readonly DriftField[]): readonly JsonObject[] {
  return fields.map(({ path, class: driftClass, wanted, seen, by, isLearned }) => ({
    path,
    class: driftClass,
    ...(wanted === undefined ? {} : { wanted: shownValue(wanted) }),
    ...(seen === undefined ? {} : { seen: shownValue(seen) }),
    ...(by === undefined ? {} : { by: { ...by } }),
    ...(isLearned === undefined ? {} : { isLearned }),
  }));
}

/** Fields so that those of one parent stand together. */
function sorted(fields: readonly DriftField[]) {
  return fields
    .map((field) => ({ field, keys: keysOf(field.path) }))
    .toSorted((one, other) => {
      const shared = sharedLength(one.keys, other.keys);
      const [left, right] = [one.keys[shared], other.keys[shared]];
      if (left === undefined || right === undefined) return one.keys.length - other.keys.length;
      return left < right ? -1 : 1;
    });
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

function indented(depth: number): string {
  return "  ".repeat(depth);
}

/** Who has changed a field, and that nobody has stated it. */
function noteOf({ by, isLearned }: DriftField): string {
  const notes = [...(by === undefined ? [] : [`by ${printable(by.who)}`]), ...(isLearned ? ["not stated"] : [])];
  return notes.length === 0 ? "" : `  # ${notes.join(", ")}`;
}

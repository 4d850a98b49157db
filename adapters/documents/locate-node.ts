import { isMap, isScalar, isSeq, type Node } from "yaml";
import { fromPointer } from "../../domain/json-pointer.ts";

/** What stands at a place of a document. */
export interface LocatedNode {
  /** Position of the value in the text, from 0. */
  readonly valueOffset: number;
  /** Position of its key; absent in a list and at the top. */
  readonly keyOffset?: number;
}

/** Finds the value at a JSON pointer, or its nearest parent. The parts of what an alias stands for have the alias's place. */
export function locateNode(root: Node | null, pointer: string): LocatedNode {
  let found: LocatedNode = { valueOffset: root?.range?.[0] ?? 0 };
  let current: unknown = root;
  for (const part of fromPointer(pointer)) {
    if (isSeq(current)) {
      current = current.items[Number.parseInt(part, 10)];
      if (!hasRange(current)) return found;
      found = { valueOffset: current.range[0] };
      continue;
    }
    if (!isMap(current)) return found;
    const pair = current.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
    if (pair === undefined || !hasRange(pair.key)) return found;
    const keyOffset = pair.key.range[0];
    current = pair.value;
    // A key without a value has its key's place.
    found = {
      keyOffset,
      valueOffset: hasRange(current) && current.range[1] > current.range[0] ? current.range[0] : keyOffset,
    };
  }
  return found;
}

function hasRange(value: unknown): value is { readonly range: readonly [number, number, number] } {
  return typeof value === "object" && value !== null && "range" in value && Array.isArray(value.range);
}

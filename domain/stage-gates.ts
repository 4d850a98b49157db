import { parseDuration } from "./parse-duration.ts";
import type { GateSpec, StageSpec } from "./schema/documents.ts";

/** A gate of a stage with the name it goes by. */
export interface NamedGate {
  readonly name: string;
  readonly kind: string;
  readonly config: GateSpec["config"];
  /** How often it is asked at least while it waits, milliseconds; absent: its kind knows. */
  readonly everyMs?: number;
}

/** No outside system is asked more often than this by one gate. */
const SOONEST_MS = 1_000;
/** The kind that asks people. */
export const APPROVAL_GATE = "approval";
/** The kind that a stage after others asks first, whether it is written down or not: no stage is skipped. */
const UPSTREAM = "verified-upstream";

/** The gates of a stage in their order, each with a name of its own: `as`, or its kind, numbered where that repeats. */
export function gatesOfStage(stage: Pick<StageSpec, "after" | "gates">): readonly NamedGate[] {
  const isImplied = stage.after.length > 0 && stage.gates.every(({ kind }) => kind !== UPSTREAM);
  const gates = isImplied ? [{ kind: UPSTREAM, config: {} }, ...stage.gates] : stage.gates;
  return named<GateSpec>(gates).map(({ name, item: { kind, config, every } }) => {
    const everyMs = parseDuration(every);
    return { name, kind, config, ...(everyMs === undefined ? {} : { everyMs: Math.max(everyMs, SOONEST_MS) }) };
  });
}

/** Each item with a name that no other has: `as`, or its kind, numbered from the second on. */
export function named<Item extends { readonly kind: string; readonly as?: string | undefined }>(
  items: readonly Item[],
): readonly { readonly name: string; readonly item: Item }[] {
  const taken = new Set(items.flatMap(({ as }) => (as === undefined ? [] : [as])));
  return items.map((item) => {
    if (item.as !== undefined) return { name: item.as, item };
    let name = item.kind;
    for (let number = 2; taken.has(name); number += 1) name = `${item.kind}-${number}`;
    taken.add(name);
    return { name, item };
  });
}

/** True when something is asked before the environment's turn, so that a direct apply is carried as a promotion. */
export function isGated(stage: Pick<StageSpec, "gates">): boolean {
  return stage.gates.length > 0;
}

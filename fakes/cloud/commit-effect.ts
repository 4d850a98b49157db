import type { ResourceTable } from "./resource-table.ts";
import type { Resource } from "./resource.ts";
import type { Stats } from "./stats.ts";
import type { Effect, RecordedAnswer, TruthLog } from "./truth-log.ts";

/** An effect with what it leads to. */
export interface Commit {
  readonly effect: Effect;
  /** The resource right after it; undefined when it is gone. */
  readonly after: Resource | undefined;
  /** Absent for effects from outside. */
  readonly recorded?: RecordedAnswer;
}

/** Makes an effect happen: in the table at once, on disk when it resolves, and only then told to who waits. */
export type CommitEffect = (commit: Commit) => Promise<void>;

/** The one way effects enter the table, the log and the counters. */
export function commitEffectTo({
  log,
  table,
  stats,
}: {
  readonly log: TruthLog;
  readonly table: ResourceTable;
  readonly stats: Stats;
}): CommitEffect {
  return async ({ effect, after, recorded }) => {
    table.set(effect.id, after);
    stats.countEffect(effect);
    const result = { after: after ?? null };
    await log.appendEffect(effect, recorded === undefined ? result : { ...result, recorded });
    // Nobody may be told of what a kill could still take back.
    table.announce(effect.id);
  };
}

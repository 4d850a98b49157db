import { askForConflicts, readConflicts } from "../../systems/servicenow/read-conflicts.ts";
import type { Change } from "../../systems/servicenow/read-change.ts";
import { hasStatus, isRefusal } from "../../systems/servicenow/remote-status.ts";
import type { Asking } from "./asking.ts";
import type { Memory } from "./memory.ts";

/** The instance looks for conflicts in the background: nothing it says earlier counts. */
const CHECK_MS = 5_000;
/** Blackouts and other changes come up while a change waits. */
const ASK_AGAIN_MS = 60 * 60_000;
const PLANNED: readonly unknown[] = ["new", "assess", "authorize", "scheduled", "implement"];

/** What is known of a change's conflicts. */
export interface Conflicts {
  readonly found: readonly string[];
  /** Until when the list may be incomplete, epoch milliseconds; absent when it is complete. */
  readonly checkingUntil?: number;
  /** Why nothing is known; absent when something is. */
  readonly problem?: string;
  readonly memory: Memory;
}

/** Finds conflicts of a change, where the policy wants it and the change has a window and a configuration item. */
export async function findConflicts(asking: Asking, change: Change, memory: Memory): Promise<Conflicts> {
  const { serviceNow, context, config } = asking;
  const { start, end, configurationItem, state, sysId } = change;
  const isPlanned = start !== undefined && end !== undefined && configurationItem.length > 0;
  if (config.onConflict === "ignore" || !isPlanned || !PLANNED.includes(state)) return { found: [], memory };
  const conflictsOf = `${start.at}/${end.at}/${configurationItem[0]}`;
  const askedAt = memory.conflictsOf === conflictsOf ? memory.conflictsAskedAt : undefined;
  const mustAsk = askedAt === undefined || context.nowMs - askedAt >= ASK_AGAIN_MS;
  const conflictsAskedAt = mustAsk ? context.nowMs : askedAt;
  try {
    if (mustAsk) await askForConflicts(serviceNow, sysId);
    const found = await readConflicts(serviceNow, sysId);
    const checkingUntil = conflictsAskedAt + CHECK_MS;
    const checking = context.nowMs < checkingUntil ? { checkingUntil } : {};
    return { found, ...checking, memory: { ...memory, conflictsOf, conflictsAskedAt } };
  } catch (error) {
    // An account that may not look for conflicts is told so by either.
    if (!isRefusal(error) && !hasStatus(error, 401)) throw error;
    return { found: [], problem: error.message, memory };
  }
}

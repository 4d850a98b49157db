import { acceptChanges } from "./accept-changes.ts";
import type { Changes, Timing } from "./accept-changes.ts";
import { changesFromOutside } from "./change-from-outside.ts";
import type { ChangeFromOutside } from "./change-from-outside.ts";
import { commitEffectTo } from "./commit-effect.ts";
import { waitingFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { recordedAnswers } from "./recorded-answers.ts";
import { resourceTable } from "./resource-table.ts";
import type { ResourceTable } from "./resource-table.ts";
import { countFrom } from "./stats.ts";
import type { Stats } from "./stats.ts";
import { openTruthLog } from "./truth-log.ts";
import type { TruthLog } from "./truth-log.ts";

/** A running cloud, behind its HTTP face. */
export interface Cloud {
  readonly log: TruthLog;
  readonly table: ResourceTable;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly changes: Changes;
  readonly changeFromOutside: ChangeFromOutside;
}

/** Starts a cloud where the truth log in `stateDir` left off; without a directory it starts empty. */
export async function startCloud(stateDir: string | undefined, timing: Timing): Promise<Cloud> {
  const truth = await openTruthLog(stateDir);
  const { log } = truth;
  const table = resourceTable(truth.resources);
  const stats = countFrom(truth.effects);
  const faults = waitingFaults();
  const commit = commitEffectTo({ log, table, stats });
  const answers = recordedAnswers(truth, stats);
  const changes = acceptChanges({ log, answers, table, faults, commit }, timing);
  return {
    log,
    table,
    faults,
    stats,
    changes,
    changeFromOutside: changesFromOutside(table, commit),
  };
}

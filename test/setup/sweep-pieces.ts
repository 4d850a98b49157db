import type { Driver } from "../../activities/components/driver.ts";
import { sweepActivities, sweepCellActivities } from "../../activities/sweep-activities.ts";
import { SWEEP_LIMITS } from "../../activities/sweeps/sweep-limits.ts";
import { createPaces } from "../../activities/sweeps/pace.ts";
import { createTurns } from "../../activities/sweeps/turns.ts";
import type { CellRecords } from "../../adapters/cell-records/port.ts";
import { postgresSweepRecords } from "../../adapters/cell-records/postgres-sweep-records.ts";
import { scopeMasks } from "../../adapters/logs/scope-masks.ts";
import type { Sealed } from "../../adapters/sealed/port.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { Postgres } from "../../adapters/store/connect-postgres.ts";
import { idOfCause } from "../../adapters/store/id-of-cause.ts";
import type { Store } from "../../adapters/store/port.ts";
import { digestJson } from "../../workers/digest.ts";
import { cellSweepsTaskQueue, SWEEPS_TASK_QUEUE } from "../../workflows/messages.ts";

/** What an installation's sweeps work with. */
export interface SweepPieces {
  readonly store: Store;
  readonly postgres: Postgres;
  readonly records: CellRecords;
  readonly drivers: ReadonlyMap<string, Driver>;
  readonly secrets: Secrets;
  readonly sealed: Sealed;
  readonly now: () => number;
  /** After this, milliseconds, a sweep looks at nothing more. */
  readonly limitMs: number;
}

/** The queues of sweeps as the product's workers have them: of the orchestrator, of the cell. */
export function sweepQueues({ store, postgres, records, drivers, secrets, sealed, now, limitMs }: SweepPieces) {
  return {
    orchestrator: {
      taskQueue: SWEEPS_TASK_QUEUE,
      activities: sweepActivities({ store, sweepIdOf: (cause) => idOfCause("sw", [cause]), limitMs, now }),
    },
    cell: {
      taskQueue: cellSweepsTaskQueue("local"),
      activities: sweepCellActivities({
        records: { ...postgresSweepRecords(postgres), wake: records.wake },
        drivers,
        keyedHash: sealed.keyedHash,
        digest: digestJson,
        maskOf: scopeMasks({ secrets, sealed }),
        now: () => performance.now(),
        turn: createTurns(),
        paceOf: createPaces(),
        report: () => undefined,
        limits: SWEEP_LIMITS,
      }),
    },
  };
}

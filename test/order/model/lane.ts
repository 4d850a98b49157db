import { sql } from "kysely";
import { postgresCellRecords } from "../../../adapters/cell-records/postgres-cell-records.ts";
import type { CellRecords } from "../../../adapters/cell-records/port.ts";
import { postgresStepRecords } from "../../../adapters/cell-records/postgres-step-records.ts";
import type { StepRecords } from "../../../adapters/cell-records/step-records-port.ts";
import { connectPostgres, many, type Postgres } from "../../../adapters/store/connect-postgres.ts";
import type { Store } from "../../../adapters/store/port.ts";
import { postgresStore } from "../../../adapters/store/postgres-store.ts";
import { migratedDatabase } from "../../setup/postgres.ts";

/** A database of its own, in which one sequence after the other is played, each in a project of its own. */
export interface Lane {
  readonly postgres: Postgres;
  readonly store: Store;
  readonly records: CellRecords;
  readonly stepRecords: StepRecords;
  /** Name of a project that is not there yet. */
  newProject(): string;
  /** Forgets every look that is to be delivered. */
  clearLooks(): Promise<void>;
  /** Forgets what a sequence before may have left for all projects. Answers the id of the last event. */
  clear(): Promise<number>;
  close(): Promise<void>;
}

/** Opens a lane. Ends with `close`. */
export async function openLane({ poolMax = 6 }: { readonly poolMax?: number } = {}): Promise<Lane> {
  const database = await migratedDatabase();
  const postgres = connectPostgres(database.url, { poolMax });
  // A product's environments of one project are few; here they add up.
  await sql`create index model_environment on environment (project)`.execute(postgres.rows);
  let projects = 0;
  return {
    postgres,
    store: postgresStore(postgres),
    records: postgresCellRecords(postgres),
    stepRecords: postgresStepRecords(postgres),
    newProject: () => `line-${(projects += 1)}`,
    clearLooks: async () => void (await sql`delete from outbox`.execute(postgres.rows)),
    async clear() {
      await sql`delete from freeze_window`.execute(postgres.rows);
      await sql`delete from outbox`.execute(postgres.rows);
      const [last] = await many(postgres.rows, sql<{ id: string }>`select coalesce(max(id), 0)::text as id from event`);
      return Number(last?.id ?? 0);
    },
    async close() {
      await postgres.close();
      await database.drop();
    },
  };
}

import { Kysely, PostgresDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { MIGRATIONS } from "./migrations/index.ts";
import { openPool, poolForKysely, throwStoreFailure } from "./open-pool.ts";

const MIGRATION_LOCK = 1750;

/**
 * Brings the schema up to date. Safe to run again, and by several processes at once: one works, the others wait.
 *
 * @throws OrchestratorError `STORE_UNREACHABLE`
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, { poolMax: 2 });
  try {
    const lock = await pool.connect().catch(throwStoreFailure);
    try {
      // Kysely locks too, but only after it has made its own tables, which two processes can trip over.
      await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]).catch(throwStoreFailure);
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: poolForKysely(pool) }) });
      const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
      const { error } = await migrator.migrateToLatest();
      if (error instanceof Error) throw error;
      if (error !== undefined) throw new Error("the schema could not be brought up to date", { cause: error });
    } finally {
      lock.release(true);
    }
  } finally {
    await pool.end();
  }
}

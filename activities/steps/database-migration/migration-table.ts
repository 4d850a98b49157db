import { escapeIdentifier, type Client } from "pg";
import type { MigrationFile } from "./load-files.ts";
import type { MigrationRow } from "./plan-migrations.ts";

/** The table that says what ran, with its schema and quotes, as SQL and people write it. */
export type MigrationTable = string;

/**
 * Takes the lock of this database's migrations for the session; false when another session has it. It is of the
 * session, so that it holds over transactions and goes with the connection.
 */
export async function tryLock(client: Client, table: string): Promise<boolean> {
  const statement = "select pg_try_advisory_lock(hashtextextended($1, 0)) as is_ours";
  const { rows } = await client.query<{ is_ours: boolean }>(statement, [`holdfast migrations ${table}`]);
  return rows[0]?.is_ours === true;
}

/** Makes the table in the first schema of the search path, unless it is there. Undefined where there is no such schema. */
export async function ensureTable(client: Client, name: string): Promise<MigrationTable | undefined> {
  const { rows } = await client.query<{ schema: string | null }>("select current_schema() as schema");
  const schema = rows[0]?.schema ?? undefined;
  if (schema === undefined) return undefined;
  const table = `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
  const { rows: found } = await client.query("select 1 where to_regclass($1) is not null", [table]);
  if (found.length > 0) return table;
  await client.query(`create table ${table} (
    number int primary key,
    name text not null,
    digest text not null,
    run_by text not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz
  )`);
  return table;
}

/** Everything that ran or was begun, in order. */
export async function readRows(client: Client, table: MigrationTable): Promise<readonly MigrationRow[]> {
  const { rows } = await client.query<MigrationRow>(
    `select number, name, digest, started_at::text as "startedAt", finished_at is not null as "isFinished"
     from ${table} order by number`,
  );
  return rows;
}

/** Names of what one step of one operation ran, in order; it may have taken several attempts. */
export async function namesRunBy(client: Client, table: MigrationTable, runBy: string): Promise<readonly string[]> {
  const statement = `select name from ${table} where run_by = $1 and finished_at is not null order by number`;
  const { rows } = await client.query<{ name: string }>(statement, [runBy]);
  return rows.map(({ name }) => name);
}

/** Records that a file is begun, or begun and finished. */
export async function insertRow(
  client: Client,
  table: MigrationTable,
  row: Pick<MigrationFile, "number" | "name" | "digest"> & { readonly runBy: string; readonly isFinished: boolean },
): Promise<void> {
  const { number, name, digest, runBy, isFinished } = row;
  const finishedAt = isFinished ? "clock_timestamp()" : "null";
  const statement = `insert into ${table} (number, name, digest, run_by, finished_at) values ($1, $2, $3, $4, ${finishedAt})`;
  await client.query(statement, [number, name, digest, runBy]);
}

/** Records that a file that was begun is finished. */
export async function finishRow(client: Client, table: MigrationTable, number: number): Promise<void> {
  await client.query(`update ${table} set finished_at = clock_timestamp() where number = $1`, [number]);
}

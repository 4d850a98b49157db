import { Client } from "pg";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import type { StackUnderTest } from "../e2e/stack-under-test.ts";

/** What lies in a database of the system. */
export interface Data {
  /** Who wrote each row, by its id. */
  readonly rows: ReadonlyMap<string, string>;
  /** True when the first migration of the second release has run. */
  readonly isMigrated: boolean;
}

/** Runs statements on the cell's own database server, as its superuser, one after the other; answers the rows of the last. */
export async function askCell<Row extends object>(
  under: StackUnderTest,
  database: string,
  ...statements: readonly string[]
): Promise<readonly Row[]> {
  const server = await findPostgres(under.stack().files.cellDatabase);
  if (server === undefined) throw new Error("the cell's database server does not run");
  const client = new Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    let rows: readonly Row[] = [];
    for (const statement of statements) ({ rows } = await client.query<Row>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** Reads the data of a database. */
export async function readData(under: StackUnderTest, database: string): Promise<Data> {
  const rows = await askCell<{ id: string; by: string }>(under, database, "select id, by from entry");
  const [column] = await askCell(
    under,
    database,
    "select 1 from information_schema.columns where table_name = 'entry' and column_name = 'note'",
  );
  return { rows: new Map(rows.map(({ id, by }) => [id, by])), isMigrated: column !== undefined };
}

/** Reads the data of a snapshot, in a copy of it: nobody gets into the snapshot itself. */
export async function readSnapshot(under: StackUnderTest, snapshot: string): Promise<Data> {
  const copy = `look_${snapshot}`;
  await askCell(under, "postgres", `create database "${copy}" template "${snapshot}"`);
  try {
    return await readData(under, copy);
  } finally {
    await askCell(under, "postgres", `drop database "${copy}" with (force)`);
  }
}

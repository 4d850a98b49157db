import { Client } from "pg";
import type { CellDatabase } from "../../activities/components/postgres/cell-database.ts";

/** The server that the tests share, as a cell's own. */
export function testCellDatabase(): CellDatabase {
  const adminUrl = process.env["HOLDFAST_TEST_DATABASE_URL"];
  if (adminUrl === undefined) throw new Error("HOLDFAST_TEST_DATABASE_URL is not set");
  const { hostname, port } = new URL(adminUrl);
  return { host: hostname, port: Number(port), adminUrl };
}

/** Rows of one statement at an address. */
export async function queryAt(url: string, statement: string, values: readonly unknown[] = []) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}

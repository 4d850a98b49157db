import { randomUUID } from "node:crypto";
import pg from "pg";
import { migrate } from "../../adapters/store/migrate.ts";

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it and deletes it. */
  drop(): Promise<void>;
}

/** Makes a database on the server that the global set-up has started: empty, or a copy of the one with this name. */
export async function testDatabase(copyOf = "template1"): Promise<TestDatabase> {
  const adminUrl = process.env["HOLDFAST_TEST_DATABASE_URL"];
  if (adminUrl === undefined) {
    throw new Error(
      "HOLDFAST_TEST_DATABASE_URL is not set: it is the address of a PostgreSQL server where tests may create databases",
    );
  }
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(adminUrl, `create database ${name} template ${copyOf}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => await asAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
}

/** Makes a database with the schema of the product: a copy of the one that the global set-up has made, where it has run. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const copyOf = process.env["HOLDFAST_TEST_MIGRATED_DATABASE"];
  const database = await testDatabase(copyOf);
  if (copyOf === undefined) await migrate(database.url);
  return database;
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

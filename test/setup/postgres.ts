import { randomUUID } from "node:crypto";
import pg from "pg";

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it and deletes it. */
  drop(): Promise<void>;
}

/** Makes an empty database on the server that the global set-up has started. */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env["HOLDFAST_TEST_DATABASE_URL"];
  if (adminUrl === undefined) {
    throw new Error(
      "HOLDFAST_TEST_DATABASE_URL is not set: it is the address of a PostgreSQL server where tests may create databases",
    );
  }
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(adminUrl, `create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => await asAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
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

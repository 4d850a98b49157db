import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectPostgres, many, type Postgres } from "../../adapters/store/connect-postgres.ts";
import { testDatabase, type TestDatabase } from "../setup/postgres.ts";

let database: TestDatabase;
let postgres: Postgres;
beforeAll(async () => {
  database = await testDatabase();
  postgres = connectPostgres(database.url, { poolMax: 1 });
});
afterAll(async () => {
  await postgres.close();
  await database.drop();
});

test("a statement with parameters stays prepared in its connection", async () => {
  const read = async (id: number) => await many(postgres.rows, sql<{ id: number }>`select ${id}::int as id`);
  expect([...(await read(1)), ...(await read(2))]).toEqual([{ id: 1 }, { id: 2 }]);
  const held = await many(
    postgres.rows,
    sql<{ statement: string }>`select statement from pg_prepared_statements where statement like '%as id'`,
  );
  expect(held).toHaveLength(1);
});

test("a transaction whose statement was prepared before its table changed runs again, and succeeds", async () => {
  await sql`create table changing (id int)`.execute(postgres.rows);
  await sql`insert into changing values (${1})`.execute(postgres.rows);
  const read = async () =>
    await postgres.transaction(async (rows) => await many(rows, sql`select * from changing where id = ${1}`));
  expect(await read()).toEqual([{ id: 1 }]);
  await sql`alter table changing add column name text not null default 'one'`.execute(postgres.rows);
  expect(await read()).toEqual([{ id: 1, name: "one" }]);
});

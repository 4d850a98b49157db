import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseCheck } from "../../activities/steps/database-check.ts";
import type { StepAnswer } from "../../activities/steps/step.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { queryAt } from "../drivers/test-database.ts";
import { testDatabase, type TestDatabase } from "../setup/postgres.ts";
import { stepContext } from "./step-context.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await queryAt(database.url, "create table product as select generate_series(1, 3) as id");
});
afterAll(async () => await database.drop());

async function check(config: JsonObject): Promise<StepAnswer> {
  const outputs = { url: database.url };
  const component = async () => ({ uid: "u", kind: "postgres", isReady: true, incarnation: 1, outputs });
  return await databaseCheck.run(
    databaseCheck.config.parse({ component: "database", ...config }),
    stepContext({ component }),
  );
}

const COUNT = "select count(*) from product";

test.each([
  { query: COUNT, equals: 3, value: 3 },
  { query: `${COUNT};\n`, atLeast: 3, atMost: 3, value: 3 },
  { query: "select id from product order by id desc", atLeast: 3, value: 3 },
  { query: "select 1.5::numeric", equals: 1.5, value: 1.5 },
  { query: "select exists (select 1 from product)", equals: true, value: true },
  { query: "select 'a' || 'b'", equals: "ab", value: "ab" },
  { query: "select null::int", equals: null, value: null },
  { query: "values (7)", equals: 7, value: 7 },
  { query: "with a as (select 1 as b) select b from a -- so", equals: 1, value: 1 },
])("$query gives $value", async ({ value, ...config }) => {
  expect(await check(config)).toEqual({ status: "succeeded", output: { value } });
});

test.each([
  { query: COUNT, equals: 4, reason: "the query gave 3, expected 4" },
  { query: COUNT, equals: "3", reason: 'the query gave 3, expected "3"' },
  { query: COUNT, atLeast: 4, reason: "the query gave 3, expected at least 4" },
  { query: COUNT, atMost: 2, reason: "the query gave 3, expected at most 2" },
  { query: "select 'many'", atLeast: 1, reason: 'the query gave "many", which is no number' },
  { query: "select 1 where false", equals: 1, reason: "the query gave no row" },
  { query: "select nothing", equals: 1, reason: 'the database refused: column "nothing" does not exist (42703)' },
])("$query fails: $reason", async ({ reason, ...config }) => {
  expect(await check(config)).toMatchObject({ status: "failed", reason });
});

test.each([
  "delete from product returning 1",
  "with gone as (delete from product returning 1) select count(*) from gone",
  "select 1; commit; delete from product",
  "select 1; delete from product",
  "commit",
  "select nextval('counter')",
])("%s changes nothing and fails", async (query) => {
  await queryAt(database.url, "create sequence if not exists counter");
  expect(await check({ query, equals: 1 })).toMatchObject({ status: "failed" });
  expect(await queryAt(database.url, "select count(*)::int as count from product")).toEqual([{ count: 3 }]);
  expect(await queryAt(database.url, "select is_called from counter")).toEqual([{ is_called: false }]);
});

test("a server that is away is to be asked again", async () => {
  const outputs = { url: "postgres://a:b@127.0.0.1:9/c" };
  const component = async () => ({ uid: "u", kind: "postgres", isReady: true, incarnation: 1, outputs });
  const config = databaseCheck.config.parse({ component: "database", query: "select 1", equals: 1 });
  await expect(databaseCheck.run(config, stepContext({ component }))).rejects.toMatchObject({
    code: "CELL_DATABASE_UNREACHABLE",
  });
});

test.each([
  { name: "not there", found: undefined, reason: 'there is no component "database"' },
  {
    name: "not ready",
    found: { uid: "u", kind: "postgres", isReady: false, incarnation: 1, outputs: {} },
    reason: "is not ready",
  },
  {
    name: "no database",
    found: { uid: "u", kind: "service", isReady: true, incarnation: 1, outputs: { url: "http://a" } },
    reason: "is no PostgreSQL database",
  },
])("a component that is $name is told", async ({ found, reason }) => {
  const config = databaseCheck.config.parse({ component: "database", query: "select 1", equals: 1 });
  expect(await databaseCheck.run(config, stepContext({ component: async () => found }))).toMatchObject({
    status: "failed",
    reason: expect.stringContaining(reason) as unknown,
  });
});

test("a check says what passes", () => {
  const parsed = databaseCheck.config.safeParse({ component: "database", query: "select 1" });
  expect(parsed.error?.issues[0]?.message).toContain("say what passes");
});

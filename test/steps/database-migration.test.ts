import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Client } from "pg";
import { databaseMigration } from "../../activities/steps/database-migration.ts";
import { queryAt } from "../drivers/test-database.ts";
import { migrationWorld, type MigrationWorld } from "./migration-world.ts";

let world: MigrationWorld;
beforeEach(async () => void (world = await migrationWorld()));
afterEach(async () => await world.close());

const applied = (...names: readonly string[]) => ({ status: "succeeded", output: { applied: names } });
const failing = (part: string | RegExp) => ({ status: "failed", reason: expect.stringMatching(part) as unknown });
const tables = async () => {
  const found = await queryAt(world.url, "select tablename from pg_tables where schemaname = 'public' order by 1");
  return found.map(({ tablename }) => tablename).filter((name) => name !== "holdfast_migration");
};
const rows = async () =>
  await queryAt(
    world.url,
    "select name, finished_at is not null as is_finished from holdfast_migration order by number",
  );

test("files run in their order, each once, and later only the new ones", async () => {
  await world.write({
    "0002_fill.sql": "insert into a values (1), (2);\ninsert into a values (3);",
    "0001_a.sql": "create table a (id int);",
  });
  expect(await world.migrate()).toMatchObject(applied("0001_a.sql", "0002_fill.sql"));
  expect(await world.migrate()).toMatchObject({ ...applied(), note: "no new migrations" });
  await world.write({
    "0001_a.sql": "create table a (id int);",
    "0002_fill.sql": "insert into a values (1), (2);\ninsert into a values (3);",
    "0010_b.sql": "create table b ();",
  });
  expect(await world.migrate()).toMatchObject(applied("0010_b.sql"));
  expect(await queryAt(world.url, "select count(*)::int as count from a")).toEqual([{ count: 3 }]);
  expect(await tables()).toEqual(["a", "b"]);
});

test("run again by the same step of the same operation it names what it ran", async () => {
  await world.write({ "0001_a.sql": "create table a ();" });
  for (let count = 0; count < 2; count += 1)
    expect(await world.migrate({}, { operationId: "the-same" })).toMatchObject(applied("0001_a.sql"));
});

test("a file that was changed after it ran is refused, and nothing runs", async () => {
  await world.write({ "0001_a.sql": "create table a ();" });
  await world.migrate();
  await world.write({ "0001_a.sql": "create table a (id int);", "0002_b.sql": "create table b ();" });
  expect(await world.migrate()).toMatchObject(
    failing(/^"0001_a.sql" was changed after it ran: it ran as sha256:[0-9a-f]{12}, and is sha256:[0-9a-f]{12};/),
  );
  expect(await tables()).toEqual(["a"]);
});

test("a file that ran and is missing is a note", async () => {
  await world.write({ "0001_a.sql": "create table a ();" });
  await world.migrate();
  await world.write({ "0002_b.sql": "create table b ();" });
  expect(await world.migrate()).toMatchObject({
    ...applied("0002_b.sql"),
    note: 'ran 0002_b.sql ("0001_a.sql" ran before and is not in the artifact)',
  });
});

test.each([
  {
    name: "two files with one number",
    files: { "0001_a.sql": "", "0001_b.sql": "" },
    part: '"0001_a.sql" and "0001_b.sql" have the same number 0001',
  },
  {
    name: "a file of another name",
    files: { "0001_a.sql": "", "README.md": "" },
    part: '"README.md" is no migration: their names are NNNN_name.sql',
  },
  {
    name: "a file that ends its transaction",
    files: { "0001_a.sql": "create table a ();\ncommit;\n" },
    part: '"0001_a.sql" line 2: "commit" may not stand in a file',
  },
])("$name: nothing runs", async ({ files, part }) => {
  await world.write({ "0000_first.sql": "create table first ();", ...files });
  expect(await world.migrate()).toMatchObject(failing(part));
  expect(await tables()).toEqual([]);
});

test.each([
  {
    name: "a name that is not there",
    sql: "create table b ();\n\nselect 1,\n  nothing;",
    part: '"0002_b.sql" line 4: column "nothing" does not exist (42703)',
  },
  {
    name: "bad syntax",
    sql: "create table b ();\n-- so\nselct 1;",
    part: '"0002_b.sql" line 3: syntax error at or near "selct"',
  },
  {
    name: "what a statement meets",
    sql: "create table b (id int primary key);\ninsert into b\nvalues (1), (1);",
    part: '"0002_b.sql" line 2: duplicate key value',
  },
  {
    name: "a check at the end",
    sql: "create table b (id int unique deferrable initially deferred);\ninsert into b values (1), (1);",
    part: '"0002_b.sql" at its end: duplicate key value',
  },
])("$name is told with file, line and the server's words; the files before stay", async ({ sql, part }) => {
  await world.write({ "0001_a.sql": "create table a ();", "0002_b.sql": sql });
  const answer = await world.migrate();
  expect(answer.status === "failed" && answer.reason).toContain(part);
  expect(await tables()).toEqual(["a"]);
  await world.write({ "0001_a.sql": "create table a ();", "0002_b.sql": "create table b ();" });
  expect(await world.migrate()).toMatchObject(applied("0002_b.sql"));
});

test("a file says of itself that it runs without a transaction", async () => {
  await world.write({
    "0001_a.sql": "create table a (id int);",
    "0002_index.sql": "-- holdfast: no transaction\ncreate index concurrently i on a (id);\nvacuum a;",
  });
  expect(await world.migrate()).toMatchObject(applied("0001_a.sql", "0002_index.sql"));
  expect(await rows()).toEqual([
    { name: "0001_a.sql", is_finished: true },
    { name: "0002_index.sql", is_finished: true },
  ]);
});

test("a file without a transaction that did not finish waits for a person, who says what becomes of it", async () => {
  const files = { "0001_a.sql": "-- holdfast: no transaction\ncreate table a ();\nselect nothing;" };
  await world.write(files);
  expect(await world.migrate()).toMatchObject(failing('"0001_a.sql" line 3: column "nothing"'));
  const answer = await world.migrate();
  const reason = answer.status === "failed" ? answer.reason : "";
  expect(reason).toMatch(/was begun at .* and nobody recorded its end: look what it did/);
  const [again = ""] = /delete from .*? where number = 1/.exec(reason) ?? [];
  const [accept = ""] = /update .*? where number = 1/.exec(reason) ?? [];

  await queryAt(world.url, again);
  expect(await world.migrate()).toMatchObject(failing('"0001_a.sql" line 2: relation "a" already exists'));
  await queryAt(world.url, accept);
  expect(await world.migrate()).toMatchObject({ ...applied(), note: "no new migrations" });
});

test("what a file sets for its session is not there for the next, and does not mislead its row", async () => {
  await queryAt(world.url, "create schema elsewhere");
  await world.write({
    "0001_a.sql": "set search_path = elsewhere; create table a (); set lock_timeout = '1ms';",
    "0002_b.sql": "create table b (); create table seen as select current_setting('lock_timeout') as value;",
  });
  expect(await world.migrate({ lockTimeout: "7s" })).toMatchObject({ status: "succeeded" });
  expect(await tables()).toEqual(["b", "seen"]);
  expect(await queryAt(world.url, "select value from seen")).toEqual([{ value: "7s" }]);
});

test("a lock that does not come is told after lockTimeout", async () => {
  await world.write({ "0001_a.sql": "create table a ();" });
  await world.migrate();
  await world.write({ "0001_a.sql": "create table a ();", "0002_b.sql": "alter table a add column b int;" });
  await using holder = await holding(world.url, "lock table a");
  expect(await world.migrate({ lockTimeout: "50ms" })).toMatchObject(
    failing('"0002_b.sql" line 1: canceling statement due to lock timeout'),
  );
  await holder.release();
  expect(await world.migrate({ lockTimeout: "50ms" })).toMatchObject(applied("0002_b.sql"));
});

test("notices and files are in the log", async () => {
  await world.write({ "0001_a.sql": "do $$ begin raise notice 'counted %', 7; end $$;" });
  const lines: string[] = [];
  await world.migrate({}, { log: (line) => void lines.push(line) });
  expect(lines).toEqual(["runs 0001_a.sql", "counted 7"]);
});

test("of two at once one runs the files and the other waits", async () => {
  await world.write({ "0001_a.sql": "create table a ();" });
  await using holder = await holding(
    world.url,
    "select pg_advisory_lock(hashtextextended('holdfast migrations holdfast_migration', 0))",
  );
  expect(await world.migrate()).toEqual({
    status: "waits",
    reason: "another migration of this database runs",
    lookAgainInMs: 1_000,
  });
  await holder.release();
  expect(await world.migrate()).toMatchObject(applied("0001_a.sql"));
});

test.each([
  {
    name: "an artifact that the release lacks",
    config: { artifact: "web" },
    part: 'the release has no artifact "web"',
  },
  { name: "a directory that the artifact lacks", config: { directory: "other" }, part: 'has no directory "other"' },
  { name: "a component that is not there", config: { component: "cache" }, part: 'there is no component "cache"' },
])("$name is told", async ({ config, part }) => {
  await world.write({});
  expect(await world.migrate(config)).toMatchObject(failing(part));
});

test("a wrong password is a failure, and a server that is away is to be asked again", async () => {
  await world.write({ "0001_a.sql": "create table a ();" });
  const at = (change: (url: URL) => void) => {
    const url = new URL(world.url);
    change(url);
    const outputs = { url: url.href };
    return { component: async () => ({ uid: "u", kind: "postgres", isReady: true, incarnation: 1, outputs }) };
  };
  const wrong = at((url) => void (url.pathname = "/no_such_database"));
  expect(await world.migrate({}, wrong)).toMatchObject(failing("the database refused: .*does not exist"));
  const away = at((url) => void (url.port = "9"));
  await expect(world.migrate({}, away)).rejects.toMatchObject({ code: "CELL_DATABASE_UNREACHABLE" });
});

test("files that cannot be read now are read again: that is no fault of the release", async () => {
  const away = async () => await Promise.resolve(`/${"x".repeat(300)}`);
  const answer = await world.migrate({}, { cell: { unpacked: away, directory: away, environment: {} } });
  expect(answer).toMatchObject({ status: "waits", reason: expect.stringMatching(/cannot be read: ENAMETOOLONG/) });
});

test("an aborted attempt is rolled back", async () => {
  await world.write({ "0001_a.sql": "create table a (); select pg_sleep(600);" });
  const cancelled = new AbortController();
  const running = world.migrate({}, { signal: cancelled.signal });
  await expect.poll(async () => await sleeping()).toBe(1);
  cancelled.abort(new Error("cancelled"));
  await expect(running).rejects.toThrow("cancelled");
  await expect.poll(async () => await sessions(), { timeout: 10_000 }).toBe(0);
  expect(await tables()).toEqual([]);
});

test("a worker that is killed leaves each file whole and recorded, or not there at all", async () => {
  const files = Array.from({ length: 120 }, (_, index) => {
    const number = String(index + 1).padStart(4, "0");
    const fill = `insert into t${number} select generate_series(1, 200);`;
    return [`${number}_t.sql`, `create table t${number} (id int);\n${fill}\nselect pg_sleep(0.02);\n${fill}`] as const;
  });
  await world.write(Object.fromEntries(files));
  let seen = 0;
  for (const target of [10, 40, 70, 100]) {
    const worker = startWorker("operation-1");
    await expect.poll(async () => await recorded(), { timeout: 20_000, interval: 1 }).toBeGreaterThan(target);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    await expect.poll(async () => await sessions(), { timeout: 10_000 }).toBe(0);
    const there = await tables();
    expect(there).toEqual((await rows()).map(({ name }) => `t${String(name).slice(0, 4)}`));
    expect(there.length).toBeGreaterThan(seen);
    seen = there.length;
  }
  expect(seen).toBeLessThan(120);
  expect(await world.migrate({}, { operationId: "operation-1" })).toMatchObject(
    applied(...files.map(([name]) => name)),
  );
  const counts = await Promise.all(
    files.map(async ([name]) => await queryAt(world.url, `select count(*)::int as count from t${name.slice(0, 4)}`)),
  );
  expect(new Set(counts.map(([row]) => row?.["count"]))).toEqual(new Set([400]));
}, 90_000);

test("a worker that is killed inside a file does not keep the next one waiting", async () => {
  await queryAt(world.url, "create table gate ()");
  await world.write({ "0001_a.sql": "create table a (); lock table gate;" });
  const holder = await holding(world.url, "lock table gate");
  const worker = startWorker("operation-1");
  await expect.poll(async () => await countSessions("wait_event_type = 'Lock'"), { timeout: 10_000 }).toBe(1);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  await expect.poll(async () => await sessions(), { timeout: 10_000 }).toBe(0);
  await holder.release();
  expect(await world.migrate()).toMatchObject(applied("0001_a.sql"));
});

test("a path that leaves the artifact is refused, and so is a table's name that needs quotes", () => {
  const parse = (config: object) =>
    databaseMigration.config.safeParse({ component: "database", artifact: "api", ...config }).success;
  expect([{}, { directory: "." }, { directory: "a/../b" }].map(parse)).toEqual([true, true, true]);
  expect([{ directory: "/etc" }, { directory: "a/../../b" }, { table: 'a"b' }].map(parse)).toEqual([
    false,
    false,
    false,
  ]);
});

function startWorker(operationId: string) {
  const program = fileURLToPath(new URL("migrate-once.ts", import.meta.url));
  return spawn(process.execPath, [program, world.url, world.artifact, operationId], { stdio: "inherit" });
}

const recorded = async () => {
  const found = await queryAt(world.url, "select to_regclass('holdfast_migration') is not null as is_there");
  return found[0]?.["is_there"] === true ? (await rows()).length : 0;
};

/** Sessions of steps in this database. */
const sessions = async () => await countSessions("true");
const sleeping = async () => await countSessions("wait_event = 'PgSleep'");

async function countSessions(condition: string): Promise<number> {
  const [row] = await queryAt(
    world.url,
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'holdfast step' and ${condition}`,
  );
  return Number(row?.["count"]);
}

/** Another session that holds what a statement takes, in a transaction, until it is released. */
async function holding(url: string, statement: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("begin");
  await client.query(statement);
  let isReleased = false;
  const release = async () => {
    if (isReleased) return;
    isReleased = true;
    await client.end();
  };
  return { release, [Symbol.asyncDispose]: release };
}

test("an artifact from before the first migration has nothing to run: a rollback to it goes on", async () => {
  expect(await world.migrate()).toMatchObject({ status: "succeeded", output: { applied: [] } });
});

import { afterEach, beforeEach, expect, test } from "vitest";
import type { Observation, Subject } from "../../activities/components/driver.ts";
import { databaseOf, roleOf } from "../../activities/components/postgres/names.ts";
import { postgresDriver } from "../../activities/components/postgres/driver.ts";
import type { PostgresConfig } from "../../activities/components/postgres/schema.ts";
import { makeSubject, newToken, removal, removeUntilGone } from "../contracts/driver.ts";
import { memorySealed } from "./memory-sealed.ts";
import { queryAt, testCellDatabase } from "./test-database.ts";

const signal = new AbortController().signal;
const server = testCellDatabase();
const subjects: Subject<PostgresConfig>[] = [];
let sealed: ReturnType<typeof memorySealed>;
let driver: ReturnType<typeof postgresDriver>;

beforeEach(() => {
  sealed = memorySealed();
  driver = postgresDriver({ cellDatabase: async () => server, sealed });
});

afterEach(async () => {
  for (const subject of subjects.splice(0)) await removeUntilGone(driver, removal(subject, "component"));
});

function database(readable = "shop"): Subject<PostgresConfig> {
  const subject = makeSubject({ database: readable });
  subjects.push(subject);
  return subject;
}

const look = async (subject: Subject<PostgresConfig>): Promise<Observation> =>
  await driver.observe(subject, { waitMs: 0, signal });
const nameOf = ({ id, config }: Subject<PostgresConfig>) => databaseOf(id.componentUid, config.database);
const passwordOf = ({ id }: Subject) => sealed.valuesByComponent.get(id.componentUid)?.["driver.password"] ?? "";
const ask = async (statement: string, values?: readonly unknown[]) => await queryAt(server.adminUrl, statement, values);

async function ready(subject: Subject<PostgresConfig>): Promise<Readonly<Record<string, unknown>>> {
  await driver.apply(subject, signal);
  const seen = await look(subject);
  if (seen.state !== "ready") throw new Error(`not ready: ${JSON.stringify(seen)}`);
  return seen.outputs;
}

test("a database has a role, a password and a readable name of its own, and takes tables", async () => {
  const subject = database("shop_orders");
  const { url, user, database: name, host, port } = await ready(subject);
  expect(name).toMatch(/^shop_orders_[0-9a-f]{12}$/);
  expect({ user, host, port }).toEqual({ user: roleOf(subject.id.componentUid), host: server.host, port: server.port });
  await queryAt(String(url), "create table orders (id int); ");
  expect(await queryAt(String(url), "select count(*)::int as count from orders")).toEqual([{ count: 0 }]);
});

test("a database is closed to the roles of others", async () => {
  const [first, second] = [await ready(database()), await ready(database())];
  const url = new URL(String(first["url"]));
  url.pathname = new URL(String(second["url"])).pathname;
  await expect(queryAt(url.href, "select 1")).rejects.toThrow(/permission denied/);
});

test("the password is sealed before the server knows it, and stands in no statement", async () => {
  const subject = database();
  const failing = { ...sealed, seal: async () => await Promise.reject(new Error("no disk")) };
  const broken = postgresDriver({ cellDatabase: async () => server, sealed: failing });
  await expect(broken.apply(subject, signal)).rejects.toThrow("no disk");
  expect(await ask("select 1 from pg_roles where rolname = $1", [roleOf(subject.id.componentUid)])).toEqual([]);
  await ready(subject);
  expect(await ask("select 1 from pg_stat_activity where position($1 in query) > 0", [passwordOf(subject)])).toEqual(
    [],
  );
  const [stored] = await ask("select rolpassword from pg_authid where rolname = $1", [roleOf(subject.id.componentUid)]);
  expect(stored?.["rolpassword"]).toMatch(/^SCRAM-SHA-256\$4096:/);
});

test("nothing is sealed that stands in other texts by chance, for it is masked wherever it stands", async () => {
  const subject = database();
  await ready(subject);
  const values = Object.values(sealed.valuesByComponent.get(subject.id.componentUid) ?? {});
  expect(values.filter((value) => value.length < 20)).toEqual([]);
  expect(values).toHaveLength(2);
});

test("a password that was lost is rotated, and the data stays", async () => {
  const subject = database();
  const before = await ready(subject);
  await queryAt(String(before["url"]), "create table kept (id int)");
  sealed.valuesByComponent.clear();
  expect(await look(subject)).toEqual({ state: "differs", fields: ["password"], replace: false });
  const after = await ready({ ...subject, token: newToken() });
  expect(after["url"]).not.toBe(before["url"]);
  await queryAt(String(after["url"]), "select * from kept");
  await expect(queryAt(String(before["url"]), "select 1")).rejects.toThrow(/password/);
});

test.each([
  { name: "another password", statement: (role: string) => `alter role "${role}" password 'other'` },
  { name: "no right to log in", statement: (role: string) => `alter role "${role}" nologin` },
])("a role that was given $name differs, and is mended", async ({ statement }) => {
  const subject = database();
  await ready(subject);
  await ask(statement(roleOf(subject.id.componentUid)));
  expect(await look(subject)).toEqual({ state: "differs", fields: ["password"], replace: false });
  await ready({ ...subject, token: newToken() });
});

test("a database that takes no connections, as after a copy that was cut short, differs and is opened", async () => {
  const subject = database();
  await ready(subject);
  await ask(`alter database "${nameOf(subject)}" with allow_connections false`);
  expect(await look(subject)).toEqual({ state: "differs", fields: ["connections"], replace: false });
  await ready({ ...subject, token: newToken() });
});

test("a database that an attempt before left unfinished is finished", async () => {
  const subject = database();
  await ready(subject);
  await ask(`comment on database "${nameOf(subject)}" is null`);
  expect(await look(subject)).toEqual({ state: "absent" });
  await ready(subject);
});

test("a database of an earlier incarnation is taken over with its data", async () => {
  const subject = database();
  const { url } = await ready(subject);
  await queryAt(String(url), "create table kept (id int)");
  const next = { ...subject, incarnation: 2, token: newToken() };
  expect(await look(next)).toEqual({ state: "differs", fields: ["incarnation"], replace: false });
  await ready(next);
  expect(await driver.remove(removal(subject, "incarnation"), signal)).toBe("gone");
  await queryAt(String(url), "select * from kept");
});

test("another name is another database: each incarnation is removed by itself", async () => {
  const subject = database("old");
  await ready(subject);
  const next = { ...subject, incarnation: 2, config: { database: "new" }, token: newToken() };
  await ready(next);
  await driver.remove(removal(subject, "incarnation"), signal);
  expect(await look(next)).toMatchObject({ state: "ready" });
  expect(await ask("select 1 from pg_database where datname = $1", [nameOf(subject)])).toEqual([]);
});

test("a database of that name that is not ours is neither used nor dropped", async () => {
  const subject = database();
  await ask(`create database "${nameOf(subject)}"`);
  try {
    expect(await look(subject)).toMatchObject({ state: "failed", code: "NOT_OURS" });
    await expect(driver.apply(subject, signal)).rejects.toMatchObject({ code: "NOT_OURS" });
    await removeUntilGone(driver, removal(subject, "component"));
    expect(await ask("select 1 from pg_database where datname = $1", [nameOf(subject)])).toHaveLength(1);
  } finally {
    await ask(`drop database "${nameOf(subject)}"`);
  }
});

test("a role of that name that is not ours is neither used nor dropped", async () => {
  const subject = database();
  const role = roleOf(subject.id.componentUid);
  await ask(`create role "${role}"`);
  try {
    await expect(driver.apply(subject, signal)).rejects.toMatchObject({ code: "NOT_OURS" });
    await removeUntilGone(driver, removal(subject, "component"));
    expect(await ask("select 1 from pg_roles where rolname = $1", [role])).toHaveLength(1);
  } finally {
    await ask(`drop role "${role}"`);
  }
});

test("a removed component leaves no database, role or password, although somebody is connected and a snapshot stands", async () => {
  const subject = database();
  const { url, user } = await ready(subject);
  await queryAt(String(url), "create table kept (id int); alter default privileges grant select on tables to public");
  const snapshot = await driver.snapshot?.({ ...removal(subject, "component"), token: newToken() }, signal);
  const connected = queryAt(String(url), "select pg_sleep(60)").catch((error: unknown) => String(error));
  await expect.poll(async () => await ask("select 1 from pg_stat_activity where usename = $1", [user])).toHaveLength(1);
  await removeUntilGone(driver, removal(subject, "component"));
  expect(await connected).toMatch(/terminat/);
  expect(await ask("select 1 from pg_database where datname = $1", [nameOf(subject)])).toEqual([]);
  expect(await ask("select 1 from pg_roles where rolname = $1", [user])).toEqual([]);
  expect(sealed.valuesByComponent.size).toBe(0);
  if (snapshot !== undefined) await driver.deleteSnapshot?.(snapshot, signal);
});

test.each([
  { where: "its copy was made", cut: (copy: string) => `alter database "${copy}" with allow_connections true` },
  { where: "its copy was closed", cut: (copy: string) => `comment on database "${copy}" is null` },
])("a snapshot that was cut short after $where is finished by its repeat", async ({ cut }) => {
  const subject = database();
  const { url } = await ready(subject);
  await queryAt(String(url), "create table kept (id int)");
  const wish = { ...removal(subject, "component"), token: newToken() };
  const first = await driver.snapshot?.(wish, signal);
  if (first === undefined) throw new Error("there is no snapshot");
  await ask(`comment on database "${first.location}" is null`);
  await ask(cut(first.location));
  await ask(`alter database "${nameOf(subject)}" with allow_connections false`);
  expect(await driver.snapshot?.(wish, signal)).toEqual(first);
  await queryAt(String(url), "select * from kept");
  await driver.deleteSnapshot?.(first, signal);
});

test("a copy without its mark, whose source was opened since, is made anew: it may lack what was written", async () => {
  const subject = database();
  const { url } = await ready(subject);
  await queryAt(String(url), "create table kept (id int)");
  const wish = { ...removal(subject, "component"), token: newToken() };
  const first = await driver.snapshot?.(wish, signal);
  if (first === undefined) throw new Error("there is no snapshot");
  await ask(`comment on database "${first.location}" is null`);
  await queryAt(String(url), "insert into kept values (1)");
  expect(await driver.snapshot?.({ ...wish, isLast: true }, signal)).toEqual(first);
  const twin = { ...database(), restoreFrom: first };
  const restored = await ready(twin);
  expect(await queryAt(String(restored["url"]), "select id from kept")).toEqual([{ id: 1 }]);
  await driver.deleteSnapshot?.(first, signal);
});

test("every database of a component stays its own when one of them is copied", async () => {
  const subject = database("first");
  await ready(subject);
  await ready({ ...subject, config: { database: "second" }, incarnation: 2, token: newToken() });
  const snapshot = await driver.snapshot?.({ ...removal(subject, "component"), token: newToken() }, signal);
  const owned = "select 1 from pg_database where pg_get_userbyid(datdba) = $1";
  expect(await ask(owned, [roleOf(subject.id.componentUid)])).toHaveLength(2);
  if (snapshot !== undefined) await driver.deleteSnapshot?.(snapshot, signal);
});

test("an unfinished database is not taken for another: from a snapshot for an empty one, nor the other way round", async () => {
  const source = database();
  await queryAt(String((await ready(source))["url"]), "create table kept (id int)");
  const snapshot = await driver.snapshot?.({ ...removal(source, "component"), token: newToken() }, signal);
  if (snapshot === undefined) throw new Error("there is no snapshot");
  const subject = database();
  const { url } = await ready(subject);
  await ask(`comment on database "${nameOf(subject)}" is null`);
  await ready({ ...subject, restoreFrom: snapshot });
  expect(await queryAt(String(url), "select * from kept").catch(String)).toEqual([]);

  const role = roleOf(subject.id.componentUid);
  await ask(`drop database "${nameOf(subject)}"`);
  await ask(`create database "${nameOf(subject)}" owner "${role}" template "${snapshot.location}"`);
  const again = await ready({ ...subject, token: newToken() });
  expect(await queryAt(String(again["url"]), "select * from kept").catch(String)).toMatch(/does not exist/);
  await driver.deleteSnapshot?.(snapshot, signal);
});

test.each([
  { state: "open", statement: "allow_connections true" },
  { state: "closed", statement: "allow_connections false" },
])("a copy that was never finished, and is $state, goes with its component", async ({ statement }) => {
  const subject = database();
  const { url } = await ready(subject);
  await queryAt(String(url), "create table kept (id int)");
  const copy = `hfsnap_${newToken().slice(0, 24)}`;
  await ask(`create database "${copy}" template "${nameOf(subject)}"`);
  await ask(`alter database "${copy}" with ${statement}`);
  await removeUntilGone(driver, removal(subject, "component"));
  expect(await ask("select 1 from pg_database where datname = $1", [copy])).toEqual([]);
});

test("whoever is connected is thrown out for a snapshot, and can come back", async () => {
  const subject = database();
  const { url } = await ready(subject);
  const connected = queryAt(String(url), "select pg_sleep(60)").catch((error: unknown) => String(error));
  await expect
    .poll(async () => await ask("select 1 from pg_stat_activity where datname = $1", [nameOf(subject)]))
    .toHaveLength(1);
  const snapshot = await driver.snapshot?.({ ...removal(subject, "component"), token: newToken() }, signal);
  expect(await connected).toMatch(/terminat/);
  await queryAt(String(url), "select 1");
  if (snapshot !== undefined) await driver.deleteSnapshot?.(snapshot, signal);
});

test("after the snapshot of a life that is taken away next nobody gets in, until it is mended", async () => {
  const subject = database();
  const { url } = await ready(subject);
  const asked = { ...removal(subject, "component"), token: newToken(), isLast: true } as const;
  const snapshot = await driver.snapshot?.(asked, signal);
  await expect(queryAt(String(url), "select 1")).rejects.toThrow(/not currently accepting connections/);
  expect(await driver.snapshot?.(asked, signal)).toEqual(snapshot);
  await expect(queryAt(String(url), "select 1")).rejects.toThrow(/not currently accepting connections/);
  await ready({ ...subject, token: newToken() });
  await queryAt(String(url), "select 1");
  if (snapshot !== undefined) await driver.deleteSnapshot?.(snapshot, signal);
});

test("a life that begins with the data of a snapshot has another address: whoever had the old one does not get in", async () => {
  const subject = database();
  const before = await ready(subject);
  await queryAt(String(before["url"]), "create table kept (id int)");
  const snapshot = await driver.snapshot?.({ ...removal(subject, "component"), token: newToken() }, signal);
  if (snapshot === undefined) throw new Error("there is no snapshot");
  await driver.remove(removal(subject, "incarnation"), signal);
  const next = { ...subject, incarnation: 2, token: newToken(), restoreFrom: snapshot };
  const after = await ready(next);
  await expect(queryAt(String(before["url"]), "select 1")).rejects.toThrow(/password/);
  await queryAt(String(after["url"]), "select * from kept");
  expect(await ready(next)).toEqual(after);
  expect(await ready({ ...next, incarnation: 3 })).toEqual(after);
  await driver.deleteSnapshot?.(snapshot, signal);
});

test("a snapshot restored beside its source leaves the source with its owner", async () => {
  const subject = database();
  const { url } = await ready(subject);
  await queryAt(String(url), "create table kept (id int)");
  const snapshot = await driver.snapshot?.({ ...removal(subject, "component"), token: newToken() }, signal);
  const twin = { ...database(), ...(snapshot === undefined ? {} : { restoreFrom: snapshot }) };
  const restored = await ready(twin);
  await queryAt(String(restored["url"]), "alter table kept add column name text");
  expect(await look(subject)).toMatchObject({ state: "ready" });
  await queryAt(String(url), "drop table kept");
  if (snapshot !== undefined) await driver.deleteSnapshot?.(snapshot, signal);
});

test("without a database there is nothing to copy", async () => {
  const asked = { ...removal(database(), "component"), token: newToken() };
  expect(await driver.snapshot?.(asked, signal)).toBeUndefined();
});

test("deleteSnapshot() does not delete what is no snapshot", async () => {
  const subject = database();
  await ready(subject);
  const reference = { id: nameOf(subject), location: nameOf(subject) };
  await expect(driver.deleteSnapshot?.(reference, signal)).rejects.toMatchObject({ code: "NOT_OURS" });
});

test.each([
  { name: "a server that nobody starts", cellDatabase: async () => await Promise.reject(new Error("no server")) },
  {
    name: "a server that does not answer",
    cellDatabase: async () => ({ host: "127.0.0.1", port: 9, adminUrl: "postgres://a:canary@127.0.0.1:9/postgres" }),
  },
])("$name is CELL_DATABASE_UNREACHABLE, without its password", async ({ cellDatabase }) => {
  const away = postgresDriver({ cellDatabase, sealed });
  const error = await away.observe(database(), { waitMs: 0, signal }).catch((caught: unknown) => caught);
  subjects.length = 0;
  expect(error).toMatchObject({ code: "CELL_DATABASE_UNREACHABLE" });
  expect(String(error)).not.toContain("canary");
});

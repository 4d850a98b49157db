import { expect, test } from "vitest";
import { roleOf } from "../../activities/components/postgres/names.ts";
import type { DriftField } from "../../domain/schema/drift.ts";
import { driftingDatabases } from "./postgres-drift-world.ts";

const signal = new AbortController().signal;
const world = driftingDatabases();

test("a database that was made looks as stated, and tells how it is made inside, without a row and without a password", async () => {
  const { database, wanted } = await world.make();
  expect(wanted.fields).toMatchObject(await world.watch().stated(database, signal));
  expect(wanted.fields).toMatchObject({
    "extensions.plpgsql": expect.any(String),
    "tables.public.orders.kind": "table",
    "tables.public.orders.columns.id": "integer not null",
    "tables.public.orders.columns.amount": "numeric(8,2)",
    "tables.public.orders.defaults.note": "'none'::text",
    "tables.public.orders.indexes.orders_note": "CREATE INDEX orders_note ON public.orders USING btree (note)",
    "tables.public.orders.constraints.orders_pkey": "PRIMARY KEY (id)",
    "tables.public.notes.definition": expect.stringContaining("FROM public.orders"),
  });
  const text = JSON.stringify(wanted);
  expect(text).not.toContain("SCRAM");
  expect(text).not.toContain(world.passwordOf(database));
  expect(await world.differences(database, wanted)).toEqual([]);
});

test("what a program does with its rows, partitions and passing tables is no drift", async () => {
  const { database } = await world.make();
  await world.asItself(database, "create table parts (at date) partition by range (at)");
  const wanted = await world.look(database);
  const part = "create table parts_1 partition of parts for values from ('2026-01-01') to ('2026-02-01')";
  await world.asItself(database, `insert into orders values (2); ${part}; create temporary table passing (id int)`);
  expect(await world.differences(database, wanted)).toEqual([]);
});

test.each([
  {
    what: "a dropped table",
    statement: "drop table orders cascade",
    path: "tables.public.orders.kind",
    class: "missing",
  },
  {
    what: "a new table",
    statement: "create table other (id int)",
    path: "tables.public.other.columns.id",
    class: "extra",
  },
  {
    what: "a new column",
    statement: "alter table orders add more int",
    path: "tables.public.orders.columns.more",
    class: "extra",
  },
  {
    what: "another type",
    statement: "alter table orders alter amount type text",
    path: "tables.public.orders.columns.amount",
    class: "changed",
  },
  {
    what: "a nullable column",
    statement: "alter table orders alter note drop not null",
    path: "tables.public.orders.columns.note",
    class: "changed",
  },
  {
    what: "another default",
    statement: "alter table orders alter note set default ''",
    path: "tables.public.orders.defaults.note",
    class: "changed",
  },
  {
    what: "a dropped index",
    statement: "drop index orders_note",
    path: "tables.public.orders.indexes.orders_note",
    class: "missing",
  },
  {
    what: "a new constraint",
    statement: "alter table orders add constraint positive check (amount > 0)",
    path: "tables.public.orders.constraints.positive",
    class: "extra",
  },
  {
    what: "another view",
    statement: "create or replace view notes as select upper(note) as note from orders",
    path: "tables.public.notes.definition",
    class: "changed",
  },
  {
    what: "row security",
    statement: "alter table orders enable row level security",
    path: "tables.public.orders.rowSecurity",
    class: "extra",
  },
  { what: "a new extension", statement: "create extension pg_trgm", path: "extensions.pg_trgm", class: "extra" },
  { what: "a new schema", statement: "create schema more", path: "schemas.more", class: "extra" },
])("$what is found, is not to be put back, and an update leaves it", async ({ statement, path, class: asClass }) => {
  const { database, wanted } = await world.make();
  const isThere = await world.inside(database, "select 1 from pg_available_extensions where name = 'pg_trgm'");
  if (path.startsWith("extensions.") && isThere.length === 0) return;
  await world.inside(database, statement);
  const found = await world.differences(database, wanted);
  expect(found).toContainEqual(expect.objectContaining({ path, class: asClass }));
  expect(found.map((field) => world.watch().revertOf(field.path))).toEqual(found.map(() => "none"));
  await world.putBack(database, found);
  const withoutBy = (fields: readonly DriftField[]) => fields.map(({ by: _by, ...field }) => field);
  expect(withoutBy(await world.differences(database, wanted))).toEqual(withoutBy(found));
});

test.each([
  {
    what: "superuser",
    path: "role.superuser",
    statement: (role: string) => `alter role ${role} superuser createdb createrole`,
  },
  { what: "no login", path: "role.login", statement: (role: string) => `alter role ${role} nologin` },
  {
    what: "a limit",
    path: "role.connectionLimit",
    statement: (role: string) => `alter role ${role} connection limit 3`,
  },
  {
    what: "an end",
    path: "role.validUntil",
    statement: (role: string) => `alter role ${role} valid until '2030-01-01Z'`,
  },
  {
    what: "another password",
    path: "role.password",
    statement: (role: string) => `alter role ${role} password 'other'`,
  },
  { what: "no password", path: "role.password", statement: (role: string) => `alter role ${role} password null` },
  {
    what: "a setting",
    path: "role.settings.work_mem",
    statement: (role: string) => `alter role ${role} set work_mem = '1MB'`,
  },
  {
    what: "a setting of a program",
    path: "role.settings.shop\\.tenant",
    statement: (role: string) => `alter role ${role} set shop.tenant = 'a'`,
  },
  {
    what: "another search path",
    path: "role.settings.search_path",
    statement: (role: string) => `alter role ${role} set search_path = a, "B c"`,
  },
  {
    what: "a setting of the database",
    path: "database.settings.TimeZone",
    statement: (_: string, name: string) => `alter database ${name} set timezone = 'UTC'`,
  },
  {
    what: "a setting here only",
    path: "roleInDatabase.settings.jit",
    statement: (role: string, name: string) => `alter role ${role} in database ${name} set jit = off`,
  },
  {
    what: "a closed database",
    path: "database.takesConnections",
    statement: (_: string, name: string) => `alter database ${name} with allow_connections false`,
  },
  {
    what: "a limit of the database",
    path: "database.connectionLimit",
    statement: (_: string, name: string) => `alter database ${name} connection limit 5`,
  },
  {
    what: "access for everybody",
    path: "database.grants.public",
    statement: (_: string, name: string) => `grant connect on database ${name} to public`,
  },
])("$what is found and put back in place, and the data stays", async ({ statement, path }) => {
  const { database, wanted } = await world.make();
  await world.admin(statement(`"${roleOf(database.id.componentUid)}"`, `"${world.nameOf(database)}"`));
  const found = await world.differences(database, wanted);
  expect(found.map((field) => field.path).filter((each) => !isInside(each))).toContain(path);
  expect(world.watch().revertOf(path)).toBe("update");
  await world.putBack(database, found);
  expect(await world.differences(database, wanted)).toEqual([]);
  expect(await world.asItself(database, "select id from orders")).toEqual([{ id: 1 }]);
});

const isInside = (path: string) => /^(tables|schemas|extensions)\./.test(path);

test("settings that were learned come back as they were, whatever stands in them", async () => {
  const { database } = await world.make();
  const role = roleOf(database.id.componentUid);
  const hostile = `a;drop, "b c", ''`;
  await world.inside(
    database,
    `select set_config('search_path', $$${hostile}$$, false); alter role "${role}" set search_path from current;
    alter role "${role}" set shop.note = 'it''s; drop table orders'`,
  );
  const wanted = await world.look(database);
  expect(wanted.fields).toMatchObject({ "role.settings.search_path": hostile });
  await world.admin(`alter role "${role}" set search_path = 'other'`);
  await world.admin(`alter role "${role}" reset shop.note`);
  const found = await world.differences(database, wanted);
  expect(found).toMatchObject([{ path: "role.settings.search_path" }, { path: "role.settings.shop\\.note" }]);
  await world.putBack(database, found);
  expect(await world.differences(database, wanted)).toEqual([]);
});

test("a setting whose value is secret is not put back, for nobody knows it", async () => {
  const { database } = await world.make();
  const before = await world.look(database);
  await world.putBack(database, [{ path: "role.settings.shop\\.key", class: "missing", wanted: { secret: "5e9" } }]);
  expect(await world.differences(database, before)).toEqual([]);
});

test("memberships and grants tell who gave them, and are taken back", async () => {
  const { database, wanted } = await world.make();
  const [role, name] = [roleOf(database.id.componentUid), world.nameOf(database)];
  const [group, guest, giver] = [await world.stranger(), await world.stranger(), await world.stranger("superuser")];
  await world.admin(`grant "${group}" to "${role}"; grant "${role}" to "${guest}" with admin option`);
  await world.admin(`set role "${giver}"; grant create on database "${name}" to "${guest}" with grant option`);
  const found = await world.differences(database, wanted);
  expect(found).toEqual([
    { path: `database.grants.${guest}`, class: "extra", seen: ["CREATE with grant option"], by: { who: role } },
    { path: `role.memberOf.${group}`, class: "extra", seen: "member", by: { who: world.superuser } },
    { path: `role.members.${guest}`, class: "extra", seen: "admin", by: { who: world.superuser } },
  ]);
  await world.putBack(database, found);
  expect(await world.differences(database, wanted)).toEqual([]);
  await world.admin(`grant "${group}" to "${role}"`);
  const granted = await world.look(database);
  await world.admin(`revoke "${group}" from "${role}"`);
  await world.putBack(database, await world.differences(database, granted));
  expect(await world.differences(database, granted)).toEqual([]);
});

test("a table of another role tells whose it is", async () => {
  const { database, wanted } = await world.make();
  const other = await world.stranger();
  await world.inside(database, `create table theirs (id int); alter table theirs owner to "${other}"`);
  const found = await world.differences(database, wanted);
  expect(found).toContainEqual({ path: "tables.public.theirs.owner", class: "extra", seen: other, by: { who: other } });
  await world.inside(database, "drop table theirs");
});

test("of a database that takes no connections nobody sees the inside, which counts as it was", async () => {
  const { database } = await world.make();
  await world.admin(`alter database "${world.nameOf(database)}" with allow_connections false`);
  const { fields, unseen } = await world.look(database);
  expect(unseen).toEqual(["schemas.", "extensions.", "tables."]);
  expect(Object.keys(fields).filter(isInside)).toEqual([]);
});

test("a database that was dropped is absent, one that was renamed is found, and neither is put back", async () => {
  const { database, wanted } = await world.make();
  const other = `${world.nameOf(database)}_old`;
  await world.admin(`alter database "${world.nameOf(database)}" rename to "${other}"`);
  const found = await world.differences(database, wanted);
  expect(found).toMatchObject([{ path: "config.database", wanted: "shop", seen: other }]);
  await world.admin(`drop database "${other}"`);
  expect(await world.watch().look(database, signal)).toMatchObject({ state: "absent" });
  expect(["config.database", "database.owner", "component"].map((path) => world.watch().revertOf(path))).toEqual([
    "none",
    "none",
    "none",
  ]);
});

test("names of tables may be anything", async () => {
  const { database, wanted } = await world.make();
  await world.inside(
    database,
    `create table "a.b" ("__proto__" int); create schema settings; create table settings.settings (id int)`,
  );
  const found = await world.differences(database, wanted);
  const paths = found.map((field) => field.path);
  expect(paths).toEqual(
    expect.arrayContaining(["tables.public.a\\.b.columns.__proto__", "tables.settings.settings.kind"]),
  );
  expect(new Set(paths.map((path) => world.watch().revertOf(path)))).toEqual(new Set(["none"]));
});

test.each([
  { path: "role.superuser", isPublic: true },
  { path: "tables.public.orders.columns.id", isPublic: true },
  { path: "database.settings.work_mem", isPublic: true },
  { path: "role.settings.shop\\.key", isPublic: false },
  { path: "tables.public.orders.defaults.key", isPublic: false },
  { path: "tables.public.notes.definition", isPublic: false },
])("whether a secret may stand in $path: it is public: $isPublic", ({ path, isPublic }) => {
  expect(world.watch().isPublic?.(path)).toBe(isPublic);
});

import { afterEach, beforeEach } from "vitest";
import type { DriftLook, DriftWatch } from "../../activities/components/drift-watch.ts";
import type { Subject } from "../../activities/components/driver.ts";
import { postgresDriver } from "../../activities/components/postgres/driver.ts";
import { databaseOf } from "../../activities/components/postgres/names.ts";
import type { PostgresConfig } from "../../activities/components/postgres/schema.ts";
import { compareFields } from "../../domain/drift/compare-fields.ts";
import type { DriftField } from "../../domain/schema/drift.ts";
import { makeSubject, newToken, removal, removeUntilGone } from "../contracts/driver.ts";
import { memorySealed } from "./memory-sealed.ts";
import { queryAt, testCellDatabase } from "./test-database.ts";

export type Database = Subject<PostgresConfig>;
export type Seen = Extract<DriftLook, { readonly state: "seen" }>;

const TABLES = `create table orders (id int primary key, note text not null default 'none', amount numeric(8, 2));
  create index orders_note on orders (note); create view notes as select note from orders; insert into orders values (1)`;

const signal = new AbortController().signal;

/** Databases that drift, made for one test each and taken away after it. */
export function driftingDatabases() {
  const server = testCellDatabase();
  const databases: Database[] = [];
  const strangers: string[] = [];
  let sealed = memorySealed();
  let driver = postgresDriver({ cellDatabase: async () => server, sealed });

  beforeEach(() => {
    sealed = memorySealed();
    driver = postgresDriver({ cellDatabase: async () => server, sealed });
  });
  afterEach(async () => {
    for (const one of databases.splice(0)) await removeUntilGone(driver, removal(one, "component"));
    for (const role of strangers.splice(0)) await world.admin(`drop role if exists "${role}"`);
  });

  const world = {
    /** Name of the server's superuser. */
    superuser: new URL(server.adminUrl).username,
    watch(): DriftWatch<PostgresConfig> {
      if (driver.drift === undefined) throw new Error("the kind shows no drift");
      return driver.drift;
    },
    nameOf: ({ id, config }: Database) => databaseOf(id.componentUid, config.database),
    passwordOf: ({ id }: Database) => sealed.valuesByComponent.get(id.componentUid)?.["driver.password"] ?? "",
    /** Asks as superuser, outside of the database. */
    admin: async (statement: string) => await queryAt(server.adminUrl, statement),
    /** Asks as superuser, inside of the database. */
    async inside(database: Database, statement: string) {
      const url = new URL(server.adminUrl);
      url.pathname = `/${world.nameOf(database)}`;
      return await queryAt(url.href, statement);
    },
    /** Asks as the component that uses the database. */
    async asItself(database: Database, statement: string) {
      const seen = await driver.observe(database, { waitMs: 0, signal });
      if (seen.state !== "ready") throw new Error(`not ready: ${JSON.stringify(seen)}`);
      return await queryAt(String(seen.outputs["url"]), statement);
    },
    /** A database with tables in it, and what it is to look like. */
    async make(): Promise<{ readonly database: Database; readonly wanted: Seen }> {
      const database = makeSubject({ database: "shop" });
      databases.push(database);
      await driver.apply(database, signal);
      await world.asItself(database, TABLES);
      return { database, wanted: await world.look(database) };
    },
    /** A role that is nobody's. */
    async stranger(options = ""): Promise<string> {
      const role = `stranger_${newToken().slice(0, 12).toLowerCase()}`;
      strangers.push(role);
      await world.admin(`create role "${role}" ${options}`);
      return role;
    },
    async look(database: Database): Promise<Seen> {
      const seen = await world.watch().look(database, signal);
      if (seen.state !== "seen") throw new Error(`not seen: ${JSON.stringify(seen)}`);
      return seen;
    },
    async differences(database: Database, wanted: Seen): Promise<readonly DriftField[]> {
      const { fields, by } = await world.look(database);
      return compareFields({ wanted: wanted.fields, learned: [], seen: fields, ...(by === undefined ? {} : { by }) });
    },
    async putBack(database: Database, fields: readonly DriftField[]): Promise<void> {
      await driver.apply({ ...database, token: newToken(), putBack: fields }, signal);
    },
  };
  return world;
}

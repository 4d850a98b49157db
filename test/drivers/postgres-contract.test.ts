import { roleOf } from "../../activities/components/postgres/names.ts";
import { postgresDriver } from "../../activities/components/postgres/driver.ts";
import { driverContract } from "../contracts/driver.ts";
import { memorySealed } from "./memory-sealed.ts";
import { queryAt, testCellDatabase } from "./test-database.ts";

driverContract("postgres", async () => {
  const server = testCellDatabase();
  const owned = "select datname from pg_database where pg_get_userbyid(datdba) = $1";
  return {
    driver: postgresDriver({ cellDatabase: async () => server, sealed: memorySealed() }),
    config: { database: "shop" },
    changed: { config: { database: "store" }, how: "by replacing" },
    timesMade: async ({ id }) => (await queryAt(server.adminUrl, owned, [roleOf(id.componentUid)])).length,
    async breakIt({ id }) {
      const [found] = await queryAt(server.adminUrl, owned, [roleOf(id.componentUid)]);
      await queryAt(server.adminUrl, `drop database "${String(found?.["datname"])}" with (force)`);
    },
    data: {
      async write({ url }, text) {
        await queryAt(String(url), "create table if not exists notes (text text)");
        await queryAt(String(url), "insert into notes values ($1)", [text]);
      },
      read: async ({ url }) => (await queryAt(String(url), "select text from notes")).map(({ text }) => String(text)),
    },
    close: async () => undefined,
  };
});

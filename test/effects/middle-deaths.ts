import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { databaseOf } from "../../activities/components/postgres/names.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import type { Installation } from "./installation.ts";

/** What a database is in the middle of when the cell's worker dies. */
export const MIDDLES = ["a migration", "a backup"] as const;
type Middle = (typeof MIDDLES)[number];

/** Watches a database, and ends the cell's worker in the middle of each of these, once. */
export interface MiddleDeaths {
  died(): readonly Middle[];
  stop(): Promise<void>;
}

const SEEN = `select case
    when datname = $1 and query like '%pg_sleep%' then 'a migration'
    when query like 'create database "hfsnap%template "' || $1 || '"' then 'a backup'
  end as middle
  from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()`;
const LOOK_EVERY_MS = 3;

/** Starts watching the database of a component. */
export async function middleDeaths(
  { files, workers }: Pick<Installation, "files" | "workers">,
  component: { readonly uid: string; readonly database: string },
): Promise<MiddleDeaths> {
  const server = await findPostgres(files.cellDatabase);
  if (server === undefined) throw new Error("the cell's database server does not run");
  const client = new Client({ connectionString: server.url("postgres") });
  client.on("error", () => undefined); // The server ends; who asks is told.
  await client.connect();
  const name = databaseOf(component.uid, component.database);
  const died = new Set<Middle>();
  let isStopping = false;

  async function watch(): Promise<void> {
    while (!isStopping && died.size < MIDDLES.length) {
      const { rows } = await client.query<{ middle: Middle | null }>(SEEN, [name]);
      const middle = rows.map((row) => row.middle).find((one) => one !== null && !died.has(one)) ?? undefined;
      if (middle !== undefined) {
        await workers.cell.kill();
        died.add(middle);
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  const watching = watch();
  watching.catch(() => undefined); // Told by stop().
  return {
    died: () => [...died],
    async stop() {
      isStopping = true;
      await watching;
      await client.end();
    },
  };
}

import pg from "pg";
import { vi } from "vitest";

/** The time of a test: of this process, and of its database. It stands still until it is set. */
export interface SuppliedClock {
  /** Prepares an empty database: whatever is made in it from then on reads this clock. */
  prepare(databaseUrl: string): Promise<void>;
  set(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

// Names are looked up in `public` first, so these stand for the functions of PostgreSQL, in statements and in defaults.
const FUNCTIONS = `
create table supplied_clock (at timestamptz not null);
insert into supplied_clock values ('epoch');
create function public.clock_timestamp() returns timestamptz language sql volatile as 'select at from public.supplied_clock';
create function public.now() returns timestamptz language sql volatile as 'select at from public.supplied_clock';`;

/** A clock that a test moves. Timers are real: only what time it is, is not. */
export function suppliedClock(): SuppliedClock {
  let client: pg.Client | undefined;
  vi.useFakeTimers({ toFake: ["Date"] });
  return {
    async prepare(databaseUrl) {
      const name = new URL(databaseUrl).pathname.slice(1);
      client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query(`alter database ${name} set search_path = public, pg_catalog; ${FUNCTIONS}`);
    },
    async set(nowMs) {
      vi.setSystemTime(nowMs);
      await client?.query("update supplied_clock set at = to_timestamp($1::double precision / 1000)", [nowMs]);
    },
    async close() {
      await client?.end();
      vi.useRealTimers();
    },
  };
}

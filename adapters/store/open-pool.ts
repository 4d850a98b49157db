import type { PostgresPool } from "kysely";
import pg from "pg";
import { storeFailure } from "./store-failure.ts";

const INT8 = 20;

/**
 * A pool that never raises an unheard error event and comes back by itself.
 *
 * @param limits - `statementTimeoutMs`: absent for no limit.
 */
export function openPool(
  databaseUrl: string,
  { poolMax, statementTimeoutMs }: { readonly poolMax: number; readonly statementTimeoutMs?: number },
): pg.Pool {
  const limits =
    statementTimeoutMs === undefined
      ? {}
      : {
          statement_timeout: statementTimeoutMs,
          idle_in_transaction_session_timeout: statementTimeoutMs,
          // Ours, for a server that does not answer at all.
          query_timeout: statementTimeoutMs + 2_000,
        };
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolMax,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: "holdfast",
    ...limits,
    // Counts, positions and epoch milliseconds stay far below 2^53.
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // A lost connection announces itself here while idle, and on the client while it is lent out. Unheard, either would
  // end the process. Nothing is to be done: the pool drops it, and the query that needs it fails with a code.
  const ignore = () => undefined;
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  return pool;
}

/** The pool as kysely uses it, with failures as callers see them; a broken connection is thrown away, not lent again. */
export function poolForKysely(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: async () => await pool.end(),
    connect: async () => {
      const client = await pool.connect().catch(throwStoreFailure);
      const query = client.query.bind(client);
      let isBroken = false;
      const lent = Object.create(client) as typeof client;
      lent.query = (async (text: string, parameters: unknown[]) => {
        try {
          return await query(text, parameters);
        } catch (error) {
          const failure = storeFailure(error);
          isBroken ||= failure !== error;
          throw failure;
        }
      }) as typeof client.query;
      lent.release = (destroy) => client.release(isBroken || destroy === true);
      return lent;
    },
  };
}

/** Throws what the error means to a caller; for `catch` of a promise of the driver. */
export function throwStoreFailure(error: unknown): never {
  throw storeFailure(error);
}

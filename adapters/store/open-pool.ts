import type { PostgresPool } from "kysely";
import pg from "pg";
import { isStalePlan, storeFailure } from "./store-failure.ts";

const INT8 = 20;
/** Statements beyond this, which code that writes them out would make, are not kept prepared. */
const PREPARED_MAX = 1_000;
const nameByText = new Map<string, string>();

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

/**
 * The pool as kysely uses it: a statement with parameters stays prepared in each connection, failures are as callers see
 * them, and a broken connection is thrown away, not lent again.
 */
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
          return await query(prepared(text, parameters));
        } catch (error) {
          const failure = storeFailure(error);
          isBroken ||= failure !== error || isStalePlan(error);
          throw failure;
        }
      }) as typeof client.query;
      lent.release = (destroy) => client.release(isBroken || destroy === true);
      return lent;
    },
  };
}

function prepared(text: string, values: unknown[]): pg.QueryConfig {
  if (values.length === 0) return { text };
  const name = nameByText.get(text) ?? (nameByText.size < PREPARED_MAX ? `own-${nameByText.size + 1}` : undefined);
  if (name === undefined) return { text, values };
  nameByText.set(text, name);
  return { name, text, values };
}

/** Throws what the error means to a caller; for `catch` of a promise of the driver. */
export function throwStoreFailure(error: unknown): never {
  throw storeFailure(error);
}

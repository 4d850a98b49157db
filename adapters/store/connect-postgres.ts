import { Kysely, PostgresDialect, type RawBuilder } from "kysely";
import { listenForCommits, type CommitListener } from "./listen-for-commits.ts";
import { openPool, poolForKysely, throwStoreFailure } from "./open-pool.ts";
import { mayRunAgain } from "./store-failure.ts";

/** Where statements run: the pool, or one transaction. */
export type Rows = Kysely<unknown>;

/** A statement that stays prepared in each connection. `name` is unique to its text. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** One pool of connections to PostgreSQL, shared by store and cell records. It comes back by itself after a loss. */
export interface Postgres {
  /** For single statements; each is a transaction of its own. */
  readonly rows: Rows;
  /** All or nothing. Runs `work` again when it lost a race inside the database, at most three times. */
  transaction<Result>(work: (rows: Rows) => Promise<Result>): Promise<Result>;
  /** Runs one prepared statement in one round trip and answers its rows. */
  call<Row extends object>(statement: Prepared, values: readonly unknown[]): Promise<readonly Row[]>;
  /** Calls back soon after commits that notify, and every second. Answers how to stop. */
  onCommit(listener: () => void): Promise<() => Promise<void>>;
  /** Tells listeners soon, outside the caller's transaction: many calls make one notification. */
  announce(): void;
  /** Waits for statements that run, then closes every connection. */
  close(): Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 10_000;
const TRIES = 3;
const ANNOUNCE_AFTER_MS = 20;
const ANNOUNCE: Prepared = { name: "announce", text: "select pg_notify('holdfast', 'event')" };

/**
 * Connects when first used; while the database is away each call fails with `STORE_UNREACHABLE`.
 *
 * @param options - `poolMax`: most connections at once, default 10. One more is used while somebody listens.
 */
export function connectPostgres(databaseUrl: string, { poolMax = 10 }: { readonly poolMax?: number } = {}): Postgres {
  const pool = openPool(databaseUrl, { poolMax, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  const rows = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: poolForKysely(pool) }) });
  let commits: CommitListener | undefined;
  let announcement: NodeJS.Timeout | undefined;
  const call = async <Row extends object>({ name, text }: Prepared, values: readonly unknown[]) =>
    await again(async () => (await pool.query<Row>({ name, text, values: [...values] })).rows).catch(throwStoreFailure);
  return {
    rows,
    call,
    transaction: async (work) => await again(async () => await rows.transaction().execute(work)),
    async onCommit(listener) {
      commits ??= listenForCommits(databaseUrl);
      return await commits.add(listener);
    },
    announce() {
      announcement ??= setTimeout(() => {
        announcement = undefined;
        // Lost, it costs listeners a second at most: they also look by themselves.
        call(ANNOUNCE, []).catch(() => undefined);
      }, ANNOUNCE_AFTER_MS).unref();
    },
    async close() {
      clearTimeout(announcement);
      await commits?.close();
      await pool.end();
    },
  };
}

/** Runs a query and answers its rows. */
export async function many<Row>(rows: Rows, query: RawBuilder<Row>): Promise<readonly Row[]> {
  return (await query.execute(rows)).rows;
}

/** Runs a query and answers its first row; undefined when there is none. */
export async function first<Row>(rows: Rows, query: RawBuilder<Row>): Promise<Row | undefined> {
  return (await query.execute(rows)).rows[0];
}

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || !mayRunAgain(error)) throw error;
    }
  }
}

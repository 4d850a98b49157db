import pg from "pg";

/** What sweeps have come to so far. */
export interface SweptCounts {
  readonly sweeps: number;
  /** Sweeps that have ended and did not succeed. */
  readonly failed: number;
  readonly looked: number;
  readonly drifted: number;
}

/** What is read of a fleet, from the database itself: to ask the API all the time would be work, too. */
export interface FleetRows {
  swept(): Promise<SweptCounts>;
  /** Milliseconds since the beginning of the last sweep of an account that succeeded, by account. */
  sinceSwept(): Promise<ReadonlyMap<string, number>>;
  /** Looks that environments and others were ever told to take. */
  looksTold(): Promise<number>;
  bytes(): Promise<number>;
  close(): Promise<void>;
}

/** Reads a fleet's rows. */
export async function fleetRows(databaseUrl: string): Promise<FleetRows> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const one = async <Row extends pg.QueryResultRow>(text: string): Promise<Row> => {
    const [row] = (await client.query<Row>(text)).rows;
    if (row === undefined) throw new Error(`no row for ${text}`);
    return row;
  };
  return {
    swept: async () =>
      await one<SweptCounts & pg.QueryResultRow>(`select
        (select count(*)::int from sweep where state <> 'running') as sweeps,
        (select count(*)::int from sweep where state not in ('running', 'succeeded')) as failed,
        coalesce(sum((counts ->> 'looked')::int), 0)::int as looked,
        coalesce(sum((counts ->> 'drifted')::int), 0)::int as drifted from sweep_part`),
    async sinceSwept() {
      const { rows } = await client.query<{ account: string; ms: number }>(
        `select account, (extract(epoch from clock_timestamp() - max(started_at)) * 1000)::float8 as ms
         from sweep where state = 'succeeded' group by account`,
      );
      return new Map(rows.map(({ account, ms }) => [account, ms]));
    },
    looksTold: async () =>
      Number(
        (
          await one<{ told: string }>(
            "select coalesce(max(last_value), 0) as told from pg_sequences where sequencename = 'outbox_id_seq'",
          )
        ).told,
      ),
    bytes: async () =>
      Number((await one<{ bytes: string }>("select pg_database_size(current_database()) as bytes")).bytes),
    close: async () => await client.end(),
  };
}

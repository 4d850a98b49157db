import pg from "pg";

/** How everything that was asked for stands, as the database has it. */
export interface StandingCounts {
  readonly promotions: Readonly<Record<string, number>>;
  readonly approvals: Readonly<Record<string, number>>;
  /** Promotions that are not over. */
  readonly openPromotions: number;
  /** Operations that are not over. */
  readonly openOperations: number;
  /** Approvals whose votes are not those of as many persons as were asked for. */
  readonly wronglyVoted: number;
  /** Requests that have no outcome. */
  readonly unanswered: number;
}

/** Where counts are read from. */
export interface CountsReader {
  read(): Promise<StandingCounts>;
  /** Ids of the approvals that are open, oldest first. */
  openApprovals(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Reads from the database itself: to ask the API all the time would be work, too. */
export async function countsReader(databaseUrl: string): Promise<CountsReader> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const byWord = async (text: string) => {
    const { rows } = await client.query<{ word: string; count: number }>(text);
    return Object.fromEntries(rows.map(({ word, count }) => [word, count]));
  };
  const one = async (text: string) => (await client.query<{ count: number }>(text)).rows[0]?.count ?? 0;
  return {
    async read() {
      return {
        promotions: await byWord("select state as word, count(*)::int as count from promotion group by 1"),
        approvals: await byWord("select status as word, count(*)::int as count from approval group by 1"),
        openPromotions: await one("select count(*)::int as count from promotion where not is_promotion_over(state)"),
        openOperations: await one(
          "select count(*)::int as count from operation where state in ('Accepted', 'Running')",
        ),
        wronglyVoted: await one(`select count(*)::int as count from approval a where status = 'approved' and (
            select count(distinct v -> 'person' ->> 'id') from json_array_elements(a.state -> 'votes') v)
          <> (a.question -> 'rule' ->> 'count')::int`),
        unanswered: await one(`select count(*)::int as count from request r
          where not exists (select from request_outcome o where o.request_id = r.id)`),
      };
    },
    async openApprovals() {
      const { rows } = await client.query<{ id: string }>(
        "select id from approval where status = 'pending' order by position",
      );
      return rows.map(({ id }) => id);
    },
    close: async () => await client.end(),
  };
}

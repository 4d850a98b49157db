import pg from "pg";
import { FLEET } from "./fleet-documents.ts";

/** A finding that is open, and the paths of its fields. */
export interface FoundRow {
  readonly componentUid: string;
  readonly paths: readonly string[];
}

/** What is read of sweeps, from the database itself: to ask the API all the time would be work, too. */
export async function driftRows(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const many = async <Row extends pg.QueryResultRow>(text: string, ...values: readonly unknown[]) =>
    (await client.query<Row>(text, [...values])).rows;
  return {
    /** Drift of the fleet is told, and nothing more is done about it. */
    async tellOnly(): Promise<void> {
      await many(
        `update environment set document = jsonb_set(document::jsonb, '{spec,onDrift}', '"notify"')::json where project = $1`,
        FLEET,
      );
      await many("vacuum analyze environment");
    },
    /** Position of the sweep that was begun last. */
    async lastSweep(): Promise<string> {
      const [row] = await many<{ position: string }>("select coalesce(max(position), 0)::text as position from sweep");
      return row?.position ?? "0";
    },
    /** What the sweeps after a position came to. */
    async counts(since: string) {
      const [counts] = await many<{ looked: number; clean: number }>(
        `select coalesce(sum((counts ->> 'looked')::int), 0)::int as looked, coalesce(sum((counts ->> 'clean')::int), 0)::int as clean
         from sweep_part p join sweep s on s.id = p.sweep_id where s.position > $1`,
        since,
      );
      const troubles = await many<{ trouble: string }>(
        "select account || ' ' || state || ': ' || reason as trouble from sweep where position > $1 and state <> 'succeeded'",
        since,
      );
      return {
        looked: counts?.looked ?? 0,
        clean: counts?.clean ?? 0,
        troubles: troubles.map(({ trouble }) => trouble),
      };
    },
    /** The findings that the sweeps after a position saw. */
    found: async (since: string) =>
      await many<FoundRow & pg.QueryResultRow>(
        `select component_uid as "componentUid", array(select f ->> 'path' from json_array_elements(fields) as f) as paths
         from finding where ended_at is null and sweep_id in (select id from sweep where position > $1)`,
        since,
      ),
    close: async () => await client.end(),
  };
}

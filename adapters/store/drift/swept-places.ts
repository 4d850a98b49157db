import { sql } from "kysely";
import type { SweptPlace } from "../../../domain/drift/late-places.ts";
import { many, type Postgres } from "../connect-postgres.ts";
import { sweepPlaces } from "./sweeps.ts";

/** @see StoreOfDrift.sweptPlaces */
export async function sweptPlaces(postgres: Postgres): Promise<readonly SweptPlace[]> {
  const places = await sweepPlaces(postgres);
  const rows = await many(
    postgres.rows,
    sql<{ lookedAt: number | null; triedAt: number | null }>`
      select epoch_ms(looked.at) as "lookedAt", epoch_ms(tried.at) as "triedAt"
      from rows from (json_to_recordset(${JSON.stringify(places)}::json) as (cell text, account text, region text))
        with ordinality as p(cell, account, region, place)
      left join lateral (
        select ended_at as at from sweep s where s.cell = p.cell and s.account = p.account and s.region = p.region
          and s.state in ('succeeded', 'partial') order by s.position desc limit 1) as looked on true
      left join lateral (
        select started_at as at from sweep s where s.cell = p.cell and s.account = p.account and s.region = p.region
        order by s.position limit 1) as tried on true
      order by p.place`,
  );
  return places.map((place, number) => {
    const { lookedAt = null, triedAt = null } = rows[number] ?? {};
    return { ...place, ...(lookedAt === null ? {} : { lookedAt }), ...(triedAt === null ? {} : { triedAt }) };
  });
}

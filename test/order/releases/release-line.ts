import { sql } from "kysely";
import { connectPostgres, many } from "../../../adapters/store/connect-postgres.ts";
import type { PromotionState } from "../../../domain/schema/phases.ts";

/** A promotion of a release into a stage, and its moments. */
export interface Hop {
  readonly id: string;
  /** Of all promotions, in the order in which they were asked for. */
  readonly position: number;
  readonly environment: string;
  readonly release: string;
  readonly state: PromotionState;
  readonly reason: string;
  readonly requestedAt: number;
  /** Id of the event that tells of its turn; null where it had none. */
  readonly admission: number | null;
  readonly endedAt: number | null;
}

/** What became of the releases of a project. */
export interface ReleaseLine {
  readonly hops: readonly Hop[];
  /** When each release was stored, epoch milliseconds with fractions. */
  readonly createdAt: ReadonlyMap<string, number>;
  /** Operations that ran or wait, by environment. */
  readonly openOperations: number;
}

/** Reads what became of every release of a project. */
export async function readReleaseLine(databaseUrl: string, project: string): Promise<ReleaseLine> {
  const postgres = connectPostgres(databaseUrl, { poolMax: 1 });
  try {
    const hops = await many(
      postgres.rows,
      sql<Hop>`
        select p.id, p.position::int as position, p.environment, p.release, p.state, p.reason, epoch_ms(p.requested_at)::double precision as "requestedAt",
          (select min(id)::int from event where promotion_id = p.id and type = 'promotion.admitted') as admission,
          epoch_ms(p.ended_at)::double precision as "endedAt"
        from promotion p where p.project = ${project} and p.kind = 'promote' order by p.position`,
    );
    const releases = await many(
      postgres.rows,
      sql<{
        version: string;
        createdAt: number;
      }>`select version, epoch_ms(created_at)::double precision as "createdAt" from release where project = ${project}`,
    );
    const [open] = await many(
      postgres.rows,
      sql<{
        count: number;
      }>`select count(*)::int as count from operation o join environment e on e.uid = o.environment_uid
        where e.project = ${project} and o.state in ('Accepted', 'Running')`,
    );
    return {
      hops,
      createdAt: new Map(releases.map(({ version, createdAt }) => [version, createdAt])),
      openOperations: open?.count ?? 0,
    };
  } finally {
    await postgres.close();
  }
}

import { sql } from "kysely";
import type { UpstreamRelease } from "../../../domain/decide-verified-upstream.ts";
import { many, type Rows } from "../connect-postgres.ts";

interface UpstreamRow {
  readonly environment: string;
  readonly verifiedAt: number;
  readonly revoked: string | null;
}

/** What a release came to in each stage before: its newest verification counts. */
export async function readUpstream(
  rows: Rows,
  {
    project,
    releaseDigest,
    stages,
  }: { readonly project: string; readonly releaseDigest: string; readonly stages: readonly string[] },
): Promise<readonly UpstreamRelease[]> {
  if (stages.length === 0) return [];
  const found = await many(
    rows,
    sql<UpstreamRow>`
      select distinct on (p.environment) p.environment, epoch_ms(p.ended_at) as "verifiedAt",
        case when p.revoked_at is not null then coalesce(p.revoked_reason, '') end as revoked
      from promotion p join environment e on e.uid = p.environment_uid
      where p.project = ${project} and p.environment = any (${stages}) and p.release_digest = ${releaseDigest} and p.kind <> 'change'
        and p.state = 'Verified' and e.rest_phase <> 'Gone'
      order by p.environment, p.position desc`,
  );
  const byStage = new Map(found.map((row) => [row.environment, row]));
  return stages.map((stage) => {
    const row = byStage.get(stage);
    if (row === undefined) return { stage };
    return row.revoked === null ? { stage, verifiedAt: row.verifiedAt } : { stage, revoked: row.revoked };
  });
}

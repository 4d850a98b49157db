import { sql } from "kysely";
import { acceptRequest } from "../accept-request.ts";
import { many, type Postgres, type Rows } from "../connect-postgres.ts";
import type { PendingSweep, SweepPlace } from "../drift-port.ts";
import { idOfCause } from "../id-of-cause.ts";
import { newUid } from "../new-id.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "../requests-port.ts";

/** @see StoreOfDrift.requestSweep */
export async function requestSweep(
  postgres: Postgres,
  identity: RequestIdentity,
  environments: readonly string[],
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "sweep" }, async (rows) => {
    const places = await many(
      rows,
      sql<SweepPlace>`select distinct cell, account, region from baseline where environment_uid = any (${[...environments]}::uuid[])
        order by cell, account, region`,
    );
    const results: AcceptedResult[] = [];
    for (const place of places) results.push(await ask(rows, place));
    await sql`select pg_notify('holdfast', 'sweep')`.execute(rows);
    return results;
  });
}

/** A second one joins the one that waits. */
async function ask(rows: Rows, { cell, account, region }: SweepPlace): Promise<AcceptedResult> {
  const sweepId = idOfCause("sw", [newUid()]);
  const [row] = await many(
    rows,
    sql<{
      sweepId: string;
    }>`insert into sweep_request (sweep_id, cell, account, region) values (${sweepId}, ${cell}, ${account}, ${region})
      on conflict (cell, account, region) do update set requested_at = sweep_request.requested_at returning sweep_id as "sweepId"`,
  );
  return { kind: "Sweep", project: "", name: row?.sweepId ?? sweepId, result: "queued" };
}

/** @see StoreOfDrift.pendingSweeps */
export async function pendingSweeps({ rows }: Postgres): Promise<readonly PendingSweep[]> {
  return await many(
    rows,
    sql<PendingSweep>`select sweep_id as "sweepId", cell, account, region from sweep_request r
      where not exists (select from sweep s where s.cell = r.cell and s.account = r.account and s.region = r.region and s.state = 'running')
      order by requested_at, sweep_id limit 100`,
  );
}

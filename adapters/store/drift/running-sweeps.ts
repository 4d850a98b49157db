import { sql } from "kysely";
import { many, type Postgres } from "../connect-postgres.ts";
import type { PendingSweep } from "../drift-port.ts";

/** @see StoreOfDrift.runningSweeps */
export async function runningSweeps({ rows }: Postgres): Promise<readonly PendingSweep[]> {
  return await many(
    rows,
    sql<PendingSweep>`select id as "sweepId", cell, account, region from sweep where state = 'running' order by position`,
  );
}

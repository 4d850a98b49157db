import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { acceptRequest } from "./accept-request.ts";
import { first, type Postgres, type Rows } from "./connect-postgres.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import { writeEvent } from "./write-event.ts";

interface LockedSnapshot {
  readonly project: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly component: string;
  readonly isDeleting: boolean;
}

/** Marks a snapshot; its cell deletes it and then its row. @see StoreOfApi.acceptDeleteSnapshot */
export async function acceptDeleteSnapshot(
  postgres: Postgres,
  identity: RequestIdentity,
  id: string,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "delete" }, async (rows, { actor }) => {
    // The lock waits for applies that refer to it, which hold a key share of this row until they are committed.
    const found = await first(
      rows,
      sql<LockedSnapshot>`select project, environment, environment_uid as "environmentUid", component,
        deleting_at is not null as "isDeleting" from snapshot where id = ${id} for update`,
    );
    if (found === undefined)
      return [{ kind: "Snapshot", project: await projectOfDeleted(rows, id), name: id, result: "deleted" }];
    const { isDeleting, ...place } = found;
    const answer = { kind: "Snapshot", project: place.project, name: id, result: "deleting" } as const;
    if (isDeleting) return [answer];
    await checkUse(rows, id, place.project);
    await sql`update snapshot set deleting_at = now() where id = ${id}`.execute(rows);
    const message = `snapshot ${id} of "${place.component}" is to be deleted`;
    await writeEvent(rows, { type: "snapshot.deleting", actor, ...place, message, data: { snapshot: id } });
    return [answer];
  });
}

/** The row goes with the snapshot. Therefore its last event is what tells a deleted one from one that never was. */
async function projectOfDeleted(rows: Rows, id: string): Promise<string> {
  const found = await first(
    rows,
    sql<{
      project: string;
    }>`select project from event where type = 'snapshot.deleted' and data ->> 'snapshot' = ${id} limit 1`,
  );
  if (found !== undefined) return found.project;
  throw new OrchestratorError("NOT_FOUND", `there is no snapshot "${id}"`, { details: { id } });
}

async function checkUse(rows: Rows, id: string, project: string): Promise<void> {
  const used = await first(
    rows,
    sql<{ by: string; why: string }>`
      select 'environment ' || e.name as by, 'names it in restoreFrom' as why from environment e
        where e.project = ${project} and e.rest_phase <> 'Gone'
          and exists (select from json_each_text(e.document #> '{spec,restoreFrom}') where value = ${id})
      -- A repeat of the attempt that took it would record it again, when nothing is there any more.
      union all select 'operation ' || o.id, 'took it and still runs' from snapshot s
        join operation o on o.id = s.operation_id and o.state = 'Running' where s.id = ${id}
      limit 1`,
  );
  if (used === undefined) return;
  const message = `snapshot "${id}" is used by ${used.by}, which ${used.why}`;
  throw new OrchestratorError("RESOURCE_IN_USE", message, { details: { id, project, by: used.by } });
}

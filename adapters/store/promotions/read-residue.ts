import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";

/** A restore that did not bring everything back. */
export interface FailedRestore {
  readonly environmentUid: string;
  readonly operationId: string;
  /** Components whose data does not come back. */
  readonly lostData: readonly string[];
}

/**
 * What a restore left undone, one line: each component that it did not bring back, each step that it did not undo, and
 * the data that no restore brings back.
 */
export async function readResidue(
  rows: Rows,
  { environmentUid, operationId, lostData }: FailedRestore,
): Promise<string> {
  const components = await many(
    rows,
    sql<{ name: string; why: string; isWhole: boolean }>`
      select name, case when started_at is null then 'not begun' else coalesce(fault ->> 'message', lower(phase)) end as why,
        case action when 'delete' then is_gone else coalesce(ready_at >= started_at, false) end as "isWhole"
      from component where environment_uid = ${environmentUid} and operation_id = ${operationId} order by name`,
  );
  const steps = await many(
    rows,
    sql<{ name: string; why: string }>`
      select name, case when state = 'Pending' then 'not begun' when reason = '' then lower(state) else reason end as why from step_run
      where operation_id = ${operationId} and state not in ('Undone', 'Skipped', 'Succeeded') order by place`,
  );
  const left = components
    .filter(({ isWhole }) => !isWhole)
    .map(({ name, why }) => `"${name}" is not restored (${why})`);
  const undone = steps.map(({ name, why }) => `step "${name}" is not undone (${why})`);
  const lost = lostData.map(
    (name) => `the data of "${name}" does not come back (it was taken away without a snapshot)`,
  );
  const all = [...left, ...undone, ...lost];
  return all.length === 0 ? "nothing was begun" : `residue: ${all.join(", ")}`;
}

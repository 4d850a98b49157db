import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";

/** What a restore left undone, one line: each component that it did not bring back, and each step that it did not undo. */
export async function readResidue(
  rows: Rows,
  { environmentUid, operationId }: { readonly environmentUid: string; readonly operationId: string },
): Promise<string> {
  const components = await many(
    rows,
    sql<{ name: string; phase: string; fault: string | null; isWhole: boolean }>`
      select name, phase, fault ->> 'message' as fault,
        case action when 'delete' then is_gone else coalesce(ready_at >= started_at, false) end as "isWhole"
      from component where environment_uid = ${environmentUid} and operation_id = ${operationId} order by name`,
  );
  const steps = await many(
    rows,
    sql<{ name: string; state: string; reason: string }>`select name, state, reason from step_run
      where operation_id = ${operationId} and state not in ('Undone', 'Skipped', 'Succeeded') order by place`,
  );
  const left = components
    .filter(({ isWhole }) => !isWhole)
    .map(({ name, phase, fault }) => `"${name}" is not restored (${fault ?? phase.toLowerCase()})`);
  const undone = steps.map(
    ({ name, state, reason }) => `step "${name}" is not undone (${reason === "" ? state.toLowerCase() : reason})`,
  );
  const all = [...left, ...undone];
  return all.length === 0 ? "nothing was begun" : `residue: ${all.join(", ")}`;
}

import { sql } from "kysely";
import type { DriftField } from "../../../domain/schema/drift.ts";
import type { DueRevert } from "../../../domain/schema/environment-work.ts";
import { many, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { newOperationId } from "../new-id.ts";
import { recordRunning } from "../record-running.ts";
import { storable, storableText } from "../storable.ts";
import { SYSTEM } from "../write-event.ts";
import { pathsOf } from "./judge-findings.ts";

/** Makes and starts the operation that puts these findings back; the environment is locked. Answers its id. */
export async function startRevert(
  rows: Rows,
  environment: LockedEnvironment,
  findings: readonly DueRevert[],
): Promise<string> {
  const operationId = newOperationId();
  const taken = await many(
    rows,
    sql<{ id: string; fields: readonly DriftField[] }>`
      update finding f set status = 'reverting', status_reason = '', operation_id = ${operationId}, judge_at = null
      from json_to_recordset(${storable(findings)}::json) as due("findingId" text, "diffDigest" text)
      where f.id = due."findingId" and f.diff_digest = due."diffDigest" and f.status = 'due' and f.environment_uid = ${environment.uid}
      returning f.id, f.fields`,
  );
  if (taken.length !== findings.length)
    throw new Error(`findings of environment "${environment.uid}" are not due: ${storable(findings)}`);
  const fieldsById = new Map(taken.map(({ id, fields }) => [id, fields]));
  const why = storableText(
    findings
      .map(
        ({ component, findingId }) => `"${component}" differs: ${pathsOf({ fields: fieldsById.get(findingId) ?? [] })}`,
      )
      .join("; "),
  );
  const components = findings.map(({ componentUid, component, incarnation }) => ({
    componentUid,
    component,
    incarnation,
  }));
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, repair, actor, reason, started_at, deadline_at)
    values (${operationId}, ${environment.uid}, 'revert', 'Running', ${environment.generation}, ${storable(components)}::json,
      ${storable(SYSTEM)}::json, ${why}, clock_timestamp(), clock_timestamp() + interval '1 hour')`.execute(rows);
  await recordRunning(rows, environment, { operationId, message: `revert of ${environment.name} starts: ${why}` });
  return operationId;
}

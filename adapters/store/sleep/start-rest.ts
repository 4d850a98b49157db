import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { newOperationId } from "../new-id.ts";
import { recordRunning } from "../record-running.ts";
import { storable } from "../storable.ts";
import { SYSTEM } from "../write-event.ts";

const WHY = { sleep: "its calendar says sleep", wake: "it is not to sleep any more" } as const;

/** Makes the operation that puts an environment to sleep, or wakes it, and records that it runs. Answers its id. */
export async function startRest(rows: Rows, environment: LockedEnvironment, kind: "sleep" | "wake"): Promise<string> {
  const operationId = newOperationId();
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, actor, reason, started_at, deadline_at)
    values (${operationId}, ${environment.uid}, ${kind}, 'Running', ${environment.generation}, ${storable(SYSTEM)}::json, ${WHY[kind]},
      clock_timestamp(), clock_timestamp() + interval '1 hour')`.execute(rows);
  await recordRunning(rows, environment, {
    operationId,
    message: `${kind} of ${environment.name} starts: ${WHY[kind]}`,
  });
  return operationId;
}

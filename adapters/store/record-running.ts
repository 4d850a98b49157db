import { sql } from "kysely";
import type { Rows } from "./connect-postgres.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import { SYSTEM, writeEvent } from "./write-event.ts";

/** Records which operation runs in an environment, with its event. */
export async function recordRunning(
  rows: Rows,
  { uid, project, name }: LockedEnvironment,
  told: { readonly operationId: string; readonly promotionId?: string | null; readonly message: string },
): Promise<void> {
  await sql`update environment set running_operation_id = ${told.operationId}, changed_at = now() where uid = ${uid}`.execute(
    rows,
  );
  await writeEvent(rows, {
    type: "operation.started",
    actor: SYSTEM,
    project,
    environment: name,
    environmentUid: uid,
    ...told,
  });
}

import { sql } from "kysely";
import type { Fault } from "../cell-records/port.ts";
import { first, type Postgres } from "./connect-postgres.ts";
import { storable } from "./storable.ts";

/** Records a component's fault in its operation's turn. Answers false when the turn is over. */
export async function recordFault(
  { rows }: Postgres,
  { operationId, componentUid }: { readonly operationId: string; readonly componentUid: string },
  fault: Fault,
): Promise<boolean> {
  const found = await first(
    rows,
    sql<{
      isMine: boolean;
    }>`select cell_failed(id, ${componentUid}, epoch, ${storable(fault)}) as "isMine" from operation where id = ${operationId}`,
  );
  return found?.isMine === true;
}

import type { Postgres } from "./connect-postgres.ts";
import { finishOperation, raiseEpoch } from "./finish-operation.ts";
import { lockOperation } from "./lock-operation.ts";
import { SYSTEM } from "./write-event.ts";

/** Ends a running operation whose workflow is gone, as failed. @see StoreOfOperations.recoverOperation */
export async function recoverOperation(postgres: Postgres, operationId: string, reason: string): Promise<void> {
  await postgres.transaction(async (rows) => {
    const locked = await lockOperation(rows, operationId);
    if (locked?.environment === undefined || locked.operation.state !== "Running") return;
    const { operation, environment } = locked;
    await raiseEpoch(rows, environment);
    await finishOperation(rows, { operation, environment, state: "Failed", reason, actor: SYSTEM });
  });
}

/** Ends an operation that was not admitted. @see StoreOfOperations.refuse */
export async function refuseOperation(postgres: Postgres, operationId: string, reason: string): Promise<void> {
  await postgres.transaction(async (rows) => {
    const locked = await lockOperation(rows, operationId);
    if (locked?.environment === undefined || locked.operation.state !== "Running") return;
    const { operation, environment } = locked;
    if (operation.epoch !== null) throw new Error(`operation "${operationId}" has its turn and cannot be refused`);
    await finishOperation(rows, { operation, environment, state: "Not admitted", reason, actor: SYSTEM });
  });
}

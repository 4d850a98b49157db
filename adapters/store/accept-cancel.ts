import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { acceptRequest } from "./accept-request.ts";
import type { Postgres, Rows } from "./connect-postgres.ts";
import { finishOperation, raiseEpoch } from "./finish-operation.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import { hasEnded, lockOperation, type LockedOperation } from "./lock-operation.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import { writeEvent } from "./write-event.ts";

/** Asks a running operation to stop starting, or ends one that waits. @see StoreOfApi.acceptCancel */
export async function acceptCancel(
  postgres: Postgres,
  identity: RequestIdentity,
  operationId: string,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "cancel" }, async (rows, { actor }) => {
    const { operation, environment } = await lockLiveOperation(rows, operationId);
    const { project, name } = environment;
    await sql`update operation set is_cancel_requested = true where id = ${operationId}`.execute(rows);
    if (operation.state === "Accepted") {
      await finishOperation(rows, {
        operation,
        environment,
        state: "Cancelled",
        reason: "cancelled before its turn",
        actor,
      });
    } else {
      const message = `${operation.kind} of ${name} is to start nothing more`;
      await writeEvent(rows, {
        type: "operation.cancel-requested",
        actor,
        project,
        environment: name,
        environmentUid: environment.uid,
        operationId,
        promotionId: operation.promotionId,
        message,
      });
      await sql`select look(${environment.uid})`.execute(rows);
    }
    return [{ kind: "Operation", project, name: operationId, result: "cancelling", operationId }];
  });
}

/** Gives a running operation up: whatever it still does is fenced, and its environment is held. @see StoreOfApi.acceptAbandon */
export async function acceptAbandon(
  postgres: Postgres,
  identity: RequestIdentity & { readonly reason: string },
  operationId: string,
): Promise<Accepted> {
  const { reason, ...request } = identity;
  return await acceptRequest(postgres, { ...request, verb: "abandon" }, async (rows, { actor }) => {
    const { operation, environment } = await lockLiveOperation(rows, operationId);
    if (operation.state === "Accepted") {
      throw new OrchestratorError("OPERATION_NOT_STUCK", `operation "${operationId}" waits for its turn`, {
        details: { operationId },
      });
    }
    const hold = {
      reason: `operation ${operationId} was abandoned: ${reason}`,
      choices: ["apply it again", "resume: leave it as it is", "delete the environment"],
      since: Date.now(),
    };
    await raiseEpoch(rows, environment);
    await finishOperation(rows, { operation, environment, state: "Abandoned", reason, actor, hold });
    return [{ kind: "Operation", project: environment.project, name: operationId, result: "abandoned", operationId }];
  });
}

async function lockLiveOperation(
  rows: Rows,
  operationId: string,
): Promise<{ readonly operation: LockedOperation; readonly environment: LockedEnvironment }> {
  const locked = await lockOperation(rows, operationId);
  if (locked === undefined)
    throw new OrchestratorError("NOT_FOUND", `there is no operation "${operationId}"`, { details: { operationId } });
  const { operation, environment } = locked;
  if (environment !== undefined && !hasEnded(operation)) return { operation, environment };
  throw new OrchestratorError("OPERATION_ENDED", `operation "${operationId}" has ended: ${operation.state}`, {
    details: { operationId, state: operation.state },
  });
}

import { sql } from "kysely";
import type { OperationKind, OperationState } from "../../domain/schema/phases.ts";
import { first, type Rows } from "./connect-postgres.ts";
import { lockEnvironment, type LockedEnvironment } from "./lock-environment.ts";
import type { Actor } from "./views-port.ts";

/** An operation as it stands under its environment's lock. */
export interface LockedOperation {
  readonly id: string;
  readonly environmentUid: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly generation: number;
  readonly keep: boolean;
  /** How often this work was begun, this time included; from 1. */
  readonly attempt: number;
  /** Null until it has taken its turn. */
  readonly epoch: number | null;
  readonly repair: readonly {
    readonly component: string;
    readonly componentUid: string;
    readonly incarnation: number;
  }[];
  readonly actor: Actor;
  readonly isCancelRequested: boolean;
  /** The promotion that it carries out or restores; null for work of its own. */
  readonly promotionId: string | null;
  /** The operation whose work it goes on with; null for none. */
  readonly resumes: string | null;
}

/** True once an operation has its outcome. */
export function hasEnded({ state }: { readonly state: OperationState }): boolean {
  return state !== "Accepted" && state !== "Running";
}

/** Locks an operation's environment, then reads the operation. `environment` is absent when it is gone. Undefined when there is no such operation. */
export async function lockOperation(
  rows: Rows,
  operationId: string,
): Promise<{ readonly operation: LockedOperation; readonly environment?: LockedEnvironment } | undefined> {
  const owner = await first(
    rows,
    sql<{ uid: string }>`select environment_uid as uid from operation where id = ${operationId}`,
  );
  if (owner === undefined) return undefined;
  const environment = await lockEnvironment(rows, owner.uid);
  const operation = await readOperation(rows, operationId);
  if (operation === undefined) return undefined;
  return { operation, ...(environment === undefined ? {} : { environment }) };
}

/** Reads an operation; it stays as it is while its environment is locked. Undefined when there is none. */
export async function readOperation(rows: Rows, operationId: string): Promise<LockedOperation | undefined> {
  return await first(
    rows,
    sql<LockedOperation>`select id, environment_uid as "environmentUid", kind, state, generation, keep, attempt, epoch, repair, actor, is_cancel_requested as "isCancelRequested",
        promotion_id as "promotionId", resumes from operation where id = ${operationId}`,
  );
}

import { sql } from "kysely";
import type { EnvironmentDocument } from "../../domain/schema/documents.ts";
import type { Hold } from "../../domain/schema/environment-work.ts";
import type { EnvironmentPhase } from "../../domain/schema/phases.ts";
import { first, type Rows } from "./connect-postgres.ts";

/** An environment's row, locked until the transaction ends. Everything that changes an environment takes this lock first. */
export interface LockedEnvironment {
  readonly uid: string;
  readonly project: string;
  readonly name: string;
  readonly class: string;
  readonly cell: string;
  readonly document: EnvironmentDocument;
  readonly digest: string;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly epoch: number;
  /** What it is while nothing runs. */
  readonly restPhase: "Pending" | "Ready" | "Failed";
  readonly phase: EnvironmentPhase;
  readonly hold: Hold | null;
  readonly isSuspended: boolean;
  readonly isAsleep: boolean;
  readonly isDeleting: boolean;
  readonly runningOperationId: string | null;
}

const COLUMNS = sql`
  e.uid, e.project, e.name, e.class, e.cell, e.document, e.digest, e.generation, e.observed_generation as "observedGeneration",
  e.epoch, e.rest_phase as "restPhase", shown_phase(e) as phase, e.hold, e.is_suspended as "isSuspended", e.asleep_at is not null as "isAsleep", e.is_deleting as "isDeleting",
  e.running_operation_id as "runningOperationId"`;

/** Locks an environment that is not gone, by name; undefined when there is none. */
export async function lockEnvironmentByName(
  rows: Rows,
  { project, name }: { readonly project: string; readonly name: string },
): Promise<LockedEnvironment | undefined> {
  return await first(
    rows,
    sql<LockedEnvironment>`select ${COLUMNS} from environment e
      where e.project = ${project} and e.name = ${name} and e.rest_phase <> 'Gone' for no key update`,
  );
}

/** Locks an environment that is not gone; undefined when there is none. */
export async function lockEnvironment(rows: Rows, uid: string): Promise<LockedEnvironment | undefined> {
  return await first(
    rows,
    sql<LockedEnvironment>`select ${COLUMNS} from environment e where e.uid = ${uid} and e.rest_phase <> 'Gone' for no key update`,
  );
}

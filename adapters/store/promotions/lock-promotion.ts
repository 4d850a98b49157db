import { sql } from "kysely";
import type { EnvironmentDocument, PipelineDocument, StageSpec } from "../../../domain/schema/documents.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { PromotionKind, PromotionState } from "../../../domain/schema/phases.ts";
import { first, type Rows } from "../connect-postgres.ts";
import { lockEnvironment, type LockedEnvironment } from "../lock-environment.ts";
import type { Actor } from "../views-port.ts";

/** A promotion as it stands under its environment's lock. */
export interface LockedPromotion {
  readonly id: string;
  readonly position: number;
  readonly project: string;
  readonly pipeline: string;
  readonly pipelineVersion: number;
  readonly environmentUid: string;
  readonly environment: string;
  readonly kind: PromotionKind;
  readonly release: string;
  readonly releaseDigest: string;
  readonly wish: EnvironmentDocument | null;
  readonly attempt: number;
  readonly state: PromotionState;
  readonly why: string;
  readonly overrideFreeze: string | null;
  readonly supplied: JsonObject;
  readonly actor: Actor;
  readonly isCancelRequested: boolean;
  readonly operationId: string | null;
  readonly operations: number;
  readonly restoreTo: RestoreTo | null;
  /** Components whose data no restore brings back: it was taken away without a snapshot. */
  readonly lostData: readonly string[];
  readonly hasBeenAdmitted: boolean;
  readonly isFinished: boolean;
  /** Of the version of the pipeline that it began with. */
  readonly stage: StageSpec;
}

/** What ran before a promotion's first turn. */
export interface RestoreTo {
  readonly document: EnvironmentDocument;
  readonly digest: string;
  readonly release: string;
  readonly generation: number;
}

type Row = Omit<LockedPromotion, "stage"> & { readonly pipelineDocument: PipelineDocument };

const COLUMNS = sql`
  p.id, p.position, p.project, p.pipeline, p.pipeline_version as "pipelineVersion", p.environment_uid as "environmentUid", p.environment,
  p.kind, p.release, p.release_digest as "releaseDigest", p.wish, p.attempt, p.state, p.why, p.override_freeze as "overrideFreeze",
  p.supplied, p.actor, p.is_cancel_requested as "isCancelRequested", p.operation_id as "operationId", p.operations,
  p.restore_to as "restoreTo", p.lost_data as "lostData", p.admitted_at is not null as "hasBeenAdmitted", p.finished_at is not null as "isFinished",
  l.document as "pipelineDocument"`;

/** Locks a promotion whose environment's row is locked, or that needs no such lock; undefined when there is none. */
export async function lockPromotionRow(rows: Rows, id: string): Promise<LockedPromotion | undefined> {
  const found = await first(
    rows,
    sql<Row>`select ${COLUMNS} from promotion p
      join pipeline l on l.project = p.project and l.name = p.pipeline and l.version = p.pipeline_version
      where p.id = ${id} for no key update of p`,
  );
  return found === undefined ? undefined : lockedPromotion(found);
}

/** Reads a promotion without a lock; undefined when there is none. */
export async function readLockedPromotion(rows: Rows, id: string): Promise<LockedPromotion | undefined> {
  const found = await first(
    rows,
    sql<Row>`select ${COLUMNS} from promotion p
      join pipeline l on l.project = p.project and l.name = p.pipeline and l.version = p.pipeline_version where p.id = ${id}`,
  );
  return found === undefined ? undefined : lockedPromotion(found);
}

/** Locks a promotion's environment, then the promotion. `environment` is absent when it is gone. Undefined when there is no such promotion. */
export async function lockPromotion(
  rows: Rows,
  id: string,
): Promise<{ readonly promotion: LockedPromotion; readonly environment?: LockedEnvironment } | undefined> {
  const owner = await first(rows, sql<{ uid: string }>`select environment_uid as uid from promotion where id = ${id}`);
  if (owner === undefined) return undefined;
  const environment = await lockEnvironment(rows, owner.uid);
  const promotion = await lockPromotionRow(rows, id);
  if (promotion === undefined) return undefined;
  return { promotion, ...(environment === undefined ? {} : { environment }) };
}

function lockedPromotion({ pipelineDocument, ...row }: Row): LockedPromotion {
  const stage = pipelineDocument.spec.stages.find(({ environment }) => environment === row.environment);
  if (stage === undefined) throw new Error(`pipeline "${row.pipeline}" has no stage for promotion "${row.id}"`);
  return { ...row, position: Number(row.position), stage };
}

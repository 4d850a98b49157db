import { sql } from "kysely";
import { first, type Postgres } from "../../../adapters/store/connect-postgres.ts";
import type { EnvironmentDocument } from "../../../domain/schema/documents.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { PromotionKind, PromotionState } from "../../../domain/schema/phases.ts";

/** An environment's row. */
export interface EnvironmentRow {
  readonly uid: string;
  readonly name: string;
  readonly release: string;
  readonly document: EnvironmentDocument;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly epoch: number;
  readonly restPhase: string;
  readonly isHeld: boolean;
  readonly isSuspended: boolean;
  readonly isDeleting: boolean;
  readonly runningOperationId: string | null;
}

/** An operation's row. */
export interface OperationRow {
  readonly id: string;
  readonly environmentUid: string;
  readonly kind: string;
  readonly state: string;
  readonly epoch: number | null;
  readonly promotionId: string | null;
  readonly reason: string;
}

/** A promotion's row. */
export interface PromotionRow {
  readonly id: string;
  readonly position: number;
  readonly environmentUid: string;
  readonly environment: string;
  readonly kind: PromotionKind;
  readonly release: string;
  readonly releaseDigest: string;
  readonly pipelineVersion: number;
  readonly state: PromotionState;
  readonly reason: string;
  readonly overrideFreeze: string | null;
  readonly operationId: string | null;
  readonly attempt: number;
  readonly isAdmitted: boolean;
  readonly isFinished: boolean;
  readonly isRevoked: boolean;
  readonly waits: readonly { readonly for: string; readonly reason: string }[];
  readonly restoreTo: { readonly release: string; readonly document: EnvironmentDocument } | null;
}

/** A component's row. */
export interface ComponentRow {
  readonly uid: string;
  readonly environmentUid: string;
  readonly name: string;
  readonly phase: string;
  readonly isGone: boolean;
  readonly incarnation: number;
  readonly operationId: string | null;
  readonly turnEpoch: number | null;
}

/** An event's row. */
export interface EventRow {
  readonly id: number;
  readonly type: string;
  readonly project: string;
  readonly environment: string | null;
  readonly environmentUid: string | null;
  readonly promotionId: string | null;
  readonly operationId: string | null;
  readonly message: string;
  readonly data: JsonObject;
}

/** Everything that rows say of a project at one moment. */
export interface Truth {
  readonly environments: readonly EnvironmentRow[];
  readonly operations: readonly OperationRow[];
  readonly promotions: readonly PromotionRow[];
  /** Those that are not gone, and those that went in a turn that lasts. */
  readonly components: readonly ComponentRow[];
  /** Steps that verify and run now, by the environment's uid. */
  readonly verifying: readonly { readonly environmentUid: string; readonly name: string }[];
  /** Events after the one asked for, in their order. */
  readonly events: readonly EventRow[];
  readonly looks: readonly {
    readonly id: string;
    readonly kind: "environment" | "promotion";
    readonly target: string;
  }[];
}

/** Reads everything of a project in one statement, so at one moment; of events those after `afterEvent`. */
export async function readTruth(postgres: Postgres, project: string, afterEvent: number): Promise<Truth> {
  const found = await first(
    postgres.rows,
    sql<{ truth: Truth }>`
      select json_build_object(
        'environments', coalesce((select json_agg(json_build_object('uid', uid, 'name', name, 'release', release, 'document', document,
          'generation', generation, 'observedGeneration', observed_generation, 'epoch', epoch, 'restPhase', rest_phase, 'isHeld', hold is not null,
          'isSuspended', is_suspended, 'isDeleting', is_deleting, 'runningOperationId', running_operation_id) order by created_at, name)
          from environment where project = ${project}), '[]'),
        'operations', coalesce((select json_agg(json_build_object('id', o.id, 'environmentUid', o.environment_uid, 'kind', o.kind, 'state', o.state,
          'epoch', o.epoch, 'promotionId', o.promotion_id, 'reason', o.reason) order by o.position)
          from operation o join environment e on e.uid = o.environment_uid where e.project = ${project}), '[]'),
        'promotions', coalesce((select json_agg(json_build_object('id', id, 'position', position, 'environmentUid', environment_uid,
          'environment', environment, 'kind', kind, 'release', release, 'releaseDigest', release_digest, 'pipelineVersion', pipeline_version,
          'state', state, 'reason', reason, 'overrideFreeze', override_freeze, 'operationId', operation_id, 'attempt', attempt,
          'isAdmitted', admitted_at is not null, 'isFinished', finished_at is not null, 'isRevoked', revoked_at is not null, 'waits', waits,
          'restoreTo', restore_to) order by position)
          from promotion where project = ${project}), '[]'),
        'components', coalesce((select json_agg(json_build_object('uid', c.uid, 'environmentUid', c.environment_uid, 'name', c.name,
          'phase', c.phase, 'isGone', c.is_gone, 'incarnation', c.incarnation, 'operationId', c.operation_id, 'turnEpoch', c.turn_epoch) order by c.name)
          from component c join environment e on e.uid = c.environment_uid where e.project = ${project} and (not c.is_gone or c.turn_epoch is not null)), '[]'),
        'verifying', coalesce((select json_agg(json_build_object('environmentUid', o.environment_uid, 'name', s.name))
          from step_run s join operation o on o.id = s.operation_id join environment e on e.uid = o.environment_uid
          where e.project = ${project} and s.time = 'after' and s.state = 'Running' and o.state = 'Running'), '[]'),
        'events', coalesce((select json_agg(json_build_object('id', id, 'type', type, 'project', project, 'environment', environment,
          'environmentUid', environment_uid, 'promotionId', promotion_id, 'operationId', operation_id, 'message', message, 'data', data) order by id)
          from event where id > ${afterEvent} and (project = ${project} or project = '')), '[]'),
        'looks', coalesce((select json_agg(json_build_object('id', id::text, 'kind', case when promotion_id is null then 'environment' else 'promotion' end,
          'target', coalesce(promotion_id, environment_uid::text)) order by id)
          from outbox where environment_uid in (select uid from environment where project = ${project})
            or promotion_id in (select id from promotion where project = ${project})), '[]')
      ) as truth`,
  );
  if (found === undefined) throw new Error("there is no truth");
  return found.truth;
}

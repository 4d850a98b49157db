import { sql } from "kysely";
import { many, type Postgres } from "../../../adapters/store/connect-postgres.ts";
import type { ApprovalEvent, ApprovalQuestion, ApprovalState } from "../../../domain/approvals/approval-question.ts";
import type { StageSpec } from "../../../domain/schema/documents.ts";
import type { PromotionState } from "../../../domain/schema/phases.ts";

/** An approval with everything that reached it, as the database has it. */
export interface StoredApproval {
  readonly id: string;
  readonly subject: "promotion" | "delete";
  readonly promotionId: string | null;
  readonly gate: string | null;
  readonly environmentUid: string;
  readonly position: number;
  readonly question: ApprovalQuestion;
  readonly state: ApprovalState;
  readonly status: string;
  readonly decidedAt: number | null;
  /** Oldest first. */
  readonly events: readonly {
    readonly event: ApprovalEvent;
    readonly isCounted: boolean;
    readonly code: string | null;
  }[];
  /** Types of the events that people read. */
  readonly told: readonly string[];
}

/** A promotion, as the database has it. */
export interface StoredPromotion {
  readonly id: string;
  readonly state: PromotionState;
  readonly environmentUid: string;
  readonly reason: string;
  /** Of each turn that it had: when, the generation that it made, and the release that it brought. */
  readonly turns: readonly { readonly at: number; readonly generation: number; readonly releaseDigest: string }[];
  readonly stage: StageSpec;
}

/** An environment, as the database has it. */
export interface StoredEnvironment {
  readonly uid: string;
  readonly name: string;
  readonly isGone: boolean;
  readonly generation: number;
}

/** Everything that the races left. */
export interface RaceTruth {
  readonly approvals: readonly StoredApproval[];
  readonly promotions: readonly StoredPromotion[];
  readonly environments: readonly StoredEnvironment[];
  /** Verbs of requests without an outcome. */
  readonly unanswered: readonly string[];
  readonly requests: number;
}

/** Reads what the races left. */
export async function readRaces({ rows }: Postgres): Promise<RaceTruth> {
  const approvals = await many(
    rows,
    sql<StoredApproval>`select a.id, a.subject, a.promotion_id as "promotionId", a.gate, a.environment_uid as "environmentUid",
        a.position::int as position, a.question, a.state, a.status, round(epoch_ms(a.decided_at))::float8 as "decidedAt",
        coalesce(e.events, '[]') as events, coalesce(v.types, '[]') as told
      from approval a
      left join (select approval_id, json_agg(json_build_object('event', event, 'isCounted', is_counted, 'code', code) order by id) as events
        from approval_event group by 1) e on e.approval_id = a.id
      left join (select data ->> 'approval' as approval, json_agg(type order by id) as types
        from event where type like 'approval.%' group by 1) v on v.approval = a.id
      order by a.position`,
  );
  const promotions = await many(
    rows,
    sql<Omit<StoredPromotion, "stage"> & { readonly stages: readonly StageSpec[]; readonly environment: string }>`
      select p.id, p.state, p.environment_uid as "environmentUid", p.environment, p.reason,
        coalesce(v.turns, '[]') as turns,
        l.document -> 'spec' -> 'stages' as stages
      from promotion p join pipeline l on l.project = p.project and l.name = p.pipeline and l.version = p.pipeline_version
      left join (select v.promotion_id, json_agg(json_build_object('at', epoch_ms(v.at), 'generation', (v.data ->> 'generation')::int,
          'releaseDigest', r.digest) order by v.id) as turns
        from event v join release r on r.project = v.project and r.version = v.data ->> 'release'
        where v.type = 'promotion.admitted' group by 1) v on v.promotion_id = p.id
      order by p.position`,
  );
  const environments = await many(
    rows,
    sql<StoredEnvironment>`select uid, name, rest_phase = 'Gone' as "isGone", generation from environment`,
  );
  const unanswered = await many(
    rows,
    sql<{ verb: string }>`select r.verb from request r left join request_outcome o on o.request_id = r.id
      where o.request_id is null`,
  );
  const requests = await many(rows, sql<{ count: number }>`select count(*)::int as count from request`);
  return {
    approvals,
    promotions: promotions.map(({ stages, environment, ...promotion }) => {
      const stage = stages.find((one) => one.environment === environment);
      if (stage === undefined) throw new Error(`promotion ${promotion.id} has no stage`);
      return { ...promotion, stage };
    }),
    environments,
    unanswered: unanswered.map(({ verb }) => verb),
    requests: requests[0]?.count ?? 0,
  };
}

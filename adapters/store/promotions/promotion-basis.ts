import { sql } from "kysely";
import type { EnvironmentDocument, PipelineDocument } from "../../../domain/schema/documents.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Plan } from "../../../domain/schema/plan.ts";
import { wishedEnvironment, wishGroup } from "../../../domain/wished-environment.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { readPlanBasis } from "../plan-basis.ts";
import type { PlanGroundRows } from "../operations-port.ts";
import type { PromotionBasis } from "../promotions-port.ts";
import { approvalsOfPromotion } from "./approvals-of-promotion.ts";
import { promotionViews } from "./read-promotions.ts";
import { readRules } from "./read-rules.ts";
import { readUpstream } from "./read-upstream.ts";

interface BasisRow {
  readonly wish: EnvironmentDocument | null;
  readonly supplied: Readonly<Record<string, string>>;
  readonly isFinished: boolean;
  readonly hadIssues: boolean;
  readonly operations: number;
  readonly plan: Plan | null;
  readonly planGeneration: number | null;
  readonly position: string;
  readonly pipelineDocument: PipelineDocument;
  readonly memory: Readonly<Record<string, JsonObject>>;
  readonly phase: string;
  readonly holdReason: string | null;
  readonly isSuspended: boolean;
  readonly isDeleting: boolean;
  readonly isRepairing: boolean;
  readonly generation: number;
  readonly document: EnvironmentDocument;
  readonly waitingCount: number;
}

/** Everything a look at a promotion decides from, as one snapshot; undefined when there is none. */
export async function promotionBasis(postgres: Postgres, promotionId: string): Promise<PromotionBasis | undefined> {
  return await postgres.transaction(async (rows) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(rows);
    const [promotion] = await promotionViews(rows, sql`p.id = ${promotionId}`);
    if (promotion === undefined) return undefined;
    const row = await readRow(rows, promotionId);
    const { project, environment, environmentUid: uid, kind, release, releaseDigest } = promotion;
    const stage = row.pipelineDocument.spec.stages.find((one) => one.environment === environment);
    if (stage === undefined) throw new Error(`promotion "${promotionId}" has no stage`);
    const { phase, holdReason, isSuspended, isDeleting, isRepairing, generation, document } = row;
    return {
      promotion,
      supplied: row.supplied,
      isFinished: row.isFinished,
      hadIssues: row.hadIssues,
      operations: row.operations,
      stage,
      memory: row.memory,
      upstream: await readUpstream(rows, { project, releaseDigest, stages: stage.after }),
      environment: {
        uid,
        phase,
        isHeld: holdReason !== null,
        holdReason: holdReason ?? "",
        isSuspended,
        isDeleting,
        isRepairing,
        generation,
        runs: document.spec.release,
      },
      wanted: await wantedGround(rows, uid, wishedEnvironment({ kind, release, wish: row.wish }, document)),
      ...(row.plan === null ? {} : { plan: row.plan }),
      ...(row.planGeneration === null ? {} : { planGeneration: row.planGeneration }),
      waitingCount: row.waitingCount,
      approvals: await approvalsOfPromotion(rows, promotionId),
      rules: await readRules(rows, { project, environment, release }),
      before: await readBefore(rows, { uid, position: row.position, group: wishGroup(kind) }),
    };
  });
}

async function readRow(rows: Rows, id: string): Promise<BasisRow> {
  const found = await first(
    rows,
    sql<BasisRow>`
      select p.wish, p.supplied, p.finished_at is not null as "isFinished", p.had_issues as "hadIssues", p.operations, p.plan,
        p.plan_generation as "planGeneration", p.position::text as position, l.document as "pipelineDocument",
        coalesce((select json_object_agg(g.name, g.memory) from promotion_gate g where g.promotion_id = p.id), '{}') as memory,
        shown_phase(e) as phase, e.hold ->> 'reason' as "holdReason", e.is_suspended as "isSuspended", e.is_deleting as "isDeleting",
        exists (select from operation o where o.environment_uid = e.uid and o.kind = 'repair' and o.state in ('Accepted', 'Running'))
          or exists (select from component c where c.environment_uid = e.uid and c.phase = 'Lost') as "isRepairing",
        e.generation, e.document, (select count(*)::int from promotion where finished_at is null and state = 'Waiting') as "waitingCount"
      from promotion p join environment e on e.uid = p.environment_uid
      join pipeline l on l.project = p.project and l.name = p.pipeline and l.version = p.pipeline_version where p.id = ${id}`,
  );
  if (found === undefined) throw new Error(`promotion "${id}" has no row`);
  return found;
}

/** The documents and the state that a plan for a wanted environment is made from. */
export async function wantedGround(rows: Rows, uid: string, document: EnvironmentDocument): Promise<PlanGroundRows> {
  const { project } = document.metadata;
  const found = await first(
    rows,
    sql<Pick<PlanGroundRows, "blueprint" | "release">>`
      select json_build_object('document', b.document, 'digest', b.digest) as blueprint,
        json_build_object('document', r.document, 'digest', r.digest) as release
      from release r
      join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2)
      where r.project = ${project} and r.version = ${document.spec.release}`,
  );
  if (found === undefined)
    throw new Error(`release "${document.spec.release}" of project "${project}" is used and is not there`);
  return {
    kind: "deploy",
    keep: false,
    project,
    document,
    ...found,
    basis: await readPlanBasis(rows, uid),
    repair: [],
  };
}

async function readBefore(
  rows: Rows,
  {
    uid,
    position,
    group,
  }: { readonly uid: string; readonly position: string; readonly group: "release" | "parameters" },
): Promise<PromotionBasis["before"]> {
  const isOfGroup = group === "parameters" ? sql`kind = 'change'` : sql`kind <> 'change'`;
  return await many(
    rows,
    sql<PromotionBasis["before"][number]>`select id, kind, state from promotion
      where environment_uid = ${uid} and position < ${position}::bigint and not is_promotion_over(state) and ${isOfGroup} order by position`,
  );
}

import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { first, type Postgres } from "./connect-postgres.ts";
import { readPlanBasis } from "./plan-basis.ts";
import type { AdmissionBasis } from "./operations-port.ts";
import { admissionPromotion } from "./promotions/admission-promotion.ts";
import { wantedGround } from "./promotions/promotion-basis.ts";
import { componentViews } from "./read-components.ts";

interface Cause {
  readonly promotionId: string | null;
  readonly resumes: string | null;
  readonly holdReason: string | null;
}

/** What an operation is admitted from, as one snapshot. @throws OrchestratorError `NOT_FOUND` */
export async function admissionBasis(postgres: Postgres, operationId: string): Promise<AdmissionBasis> {
  return await postgres.transaction(async (rows) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(rows);
    const found = await first(
      rows,
      sql<Omit<AdmissionBasis, "basis" | "components" | "promotion"> & Cause>`
        select o.id as "operationId", o.kind, o.state, o.keep, o.repair, epoch_ms(o.requested_at) as "requestedAt",
          epoch_ms(o.started_at) as "startedAt",
          e.uid as "environmentUid", e.project, e.name as environment, e.class, e.cell, e.generation, e.document,
          case when o.epoch is not null then o.plan end as "admittedPlan", o.promotion_id as "promotionId", o.resumes,
          e.hold ->> 'reason' as "holdReason",
          json_build_object('document', b.document, 'digest', b.digest) as blueprint,
          json_build_object('document', r.document, 'digest', r.digest) as release
        from operation o
        join environment e on e.uid = o.environment_uid
        join release r on r.project = e.project and r.version = e.release
        join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2)
        where o.id = ${operationId}`,
    );
    if (found === undefined)
      throw new OrchestratorError("NOT_FOUND", `there is no operation "${operationId}"`, { details: { operationId } });
    const { promotionId, resumes, holdReason, ...row } = found;
    const components = await componentViews(rows, row.environmentUid);
    if (promotionId === null)
      return { ...row, basis: await readPlanBasis(rows, row.environmentUid), components, promotion: null };
    const { promotion, document } = await admissionPromotion(rows, { ...row, promotionId, resumes, holdReason });
    const { blueprint, release, basis } = await wantedGround(rows, row.environmentUid, document);
    return { ...row, document, blueprint, release, basis, components, promotion };
  });
}
